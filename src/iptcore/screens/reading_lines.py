"""The readings of a course, one line for each: risk first, then each scale and goal."""

from collections.abc import Iterator

from attrs import frozen

from iptcore.course import Course
from iptcore.events import RiskAssessed, SymptomsRated
from iptcore.protocol.protocol import Protocol
from iptcore.readings.goals import goal_attainment
from iptcore.readings.ratings import readable
from iptcore.screens.details import attainment
from iptcore.screens.translation import Translation


@frozen(kw_only=True)
class ReadingLine:
    """A reading: its label and its text."""

    label: str
    text: str


def readings(course: Course, protocol: Protocol, say: Translation, *, private: bool) -> tuple[ReadingLine, ...]:
    """The last risk assessment and answer to a suicide item, the last total on each scale, and each goal.

    A goal has its number in the course; its key, which is private, only where asked for.
    """
    return (*_risk(course, say), *_ratings(course, protocol, say), *_goals(course, say, private=private))


def _risk(course: Course, say: Translation) -> Iterator[ReadingLine]:
    assessed = course.last(RiskAssessed)
    if assessed is not None:
        text = say("reading.action", action=say.word(assessed.action), day=say.day(assessed.on))
        yield ReadingLine(label=say("reading.risk"), text=text)
    answered = next((rating for rating in course.newest(SymptomsRated) if rating.suicide_item is not None), None)
    if answered is not None:
        message = "reading.positive" if answered.is_positive else "reading.answer"
        text = say(message, answer=answered.suicide_item, day=say.day(answered.on))
        yield ReadingLine(label=say("reading.suicide_item", instrument=answered.instrument), text=text)


def _goals(course: Course, say: Translation, *, private: bool) -> Iterator[ReadingLine]:
    for number, goal in enumerate(goal_attainment(course), start=1):
        text = (
            say("reading.not_reviewed")
            if goal.level is None or goal.on is None
            else say("reading.attainment", attainment=attainment(goal.level, say), day=say.day(goal.on))
        )
        yield ReadingLine(label=say("reading.goal", goal=goal.goal if private else number), text=text)


def _ratings(course: Course, protocol: Protocol, say: Translation) -> Iterator[ReadingLine]:
    for code in course.rated:
        yield ReadingLine(label=code, text=_rating(course, protocol, code, say))


def _rating(course: Course, protocol: Protocol, code: str, say: Translation) -> str:
    ratings = list(course.ratings(code).in_order())
    last = ratings[-1]
    instrument = protocol.instrument(code)
    parts = {"total": say.number(last.total), "day": say.day(last.on)}
    if instrument is not None:
        if not readable(last, instrument):
            return say("reading.unreadable", **parts)
        ratings = [rating for rating in ratings if readable(rating, instrument)]
    first = ratings[0]
    band = None if instrument is None else instrument.band(last.total)
    text = (
        say("reading.last", **parts)
        if band is None
        else say("reading.band", band=say(f"band.{band.label}", band.label), **parts)
    )
    if first is last:
        return text
    difference = last.total - first.total
    change = "same" if difference == 0 else "rose" if difference > 0 else "fell"
    return f"{text}, {say(f'reading.{change}', points=say.number(abs(difference)), first=say.number(first.total))}"
