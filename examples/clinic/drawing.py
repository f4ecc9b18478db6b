"""The pictures of a course: who is close, what happened when, and each rating over time."""

from datetime import date
from threading import Lock

from iptcore import Course, LifeEventRecorded, Protocol, SymptomsRated
from iptcore.pictures.circle import closeness_circle
from iptcore.pictures.life_events import life_events
from iptcore.pictures.progress import progress
from iptcore.pictures.sheet import Picture

WIDTHS = {"narrow": 340, "wide": 860}
"""In CSS pixels: what fits on a phone, and in the column of a wide page."""

_ONE_AT_A_TIME = Lock()  # matplotlib does not promise to draw in several threads at once


def names(course: Course, protocol: Protocol) -> list[str]:
    """The pictures for which there is something to draw."""
    rated = dict.fromkeys(rating.instrument for rating in course.all(SymptomsRated))
    drawn = [code for code in rated if protocol.instrument(code) is not None]
    return ["circle"] * bool(course.relationships) + ["life"] * bool(course.last(LifeEventRecorded)) + drawn


def draw(
    name: str,
    course: Course,
    protocol: Protocol,
    *,
    language: str,
    width: int,
    dark: bool = False,
    since: date | None = None,
) -> Picture:
    """One of the :func:`names`; *since* is the day with which the circle of today is compared."""
    if name == "circle":
        return closeness_circle(
            course, circle=protocol.circle, since=since, names=True, width=width, dark=dark, language=language
        )
    if name == "life":
        return life_events(course, private=True, width=width, dark=dark, language=language)
    instrument = protocol.instrument(name)
    if instrument is None:
        raise LookupError("there is no such picture")
    return progress(course, instrument, protocol=protocol, width=width, dark=dark, language=language)


def as_svg(picture: Picture) -> str:
    """The picture as a file."""
    with _ONE_AT_A_TIME:
        return picture.svg()
