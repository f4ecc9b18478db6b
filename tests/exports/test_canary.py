"""A word planted in every free text and every key leaves in no export, picture or answer that does not say so."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text

from documents.filled import filled
from exports.planted import CANARY, COURSE, tame
from iptcore import IPT, NotAllowed
from iptcore.command_line import main
from iptcore.documents import to_json
from iptcore.events import EVENTS, CourseCompleted, MiddleBegun
from iptcore.exports.calendar import calendar
from iptcore.exports.cds_hooks import cards
from iptcore.exports.event_log import ocel, xes
from iptcore.exports.fhir import bundle
from iptcore.exports.redcap import redcap
from iptcore.exports.tables import fidelity_table, long_table, survival_table, to_csv, wide_table
from iptcore.pictures.adherence import adherence
from iptcore.pictures.circle import closeness_circle
from iptcore.pictures.life_events import life_events
from iptcore.pictures.phase_boxes import phases
from iptcore.pictures.phases import phases_diagram
from iptcore.pictures.progress import progress
from iptcore.pictures.sheet import Picture
from iptcore.protocol.fidelity import fidelity
from iptcore.schedule import plan
from iptcore.screens import languages, screen
from iptcore.values import Value, fields_of
from iptcore.vocabulary import FidelitySource, Frequency

NAMED = {"course-1": COURSE}
CONTRACT = COURSE.contract
assert CONTRACT is not None
SCHEDULE = plan(CONTRACT.replace(sessions=4, at_most=None, frequency=Frequency.WEEKLY, tapered=False),
                first=date(2026, 3, 3), at=time(10), zone="Europe/London")  # fmt: skip

EXPORTS: dict[str, Callable[[], Any]] = {
    "cards": lambda: [
        cards(IPT, COURSE, tame(filled(kind, CANARY)), name="course-1") for kind in (*EVENTS, MiddleBegun)
    ],
    "fhir": lambda: bundle(IPT, COURSE, name="course-1"),
    "calendar": lambda: calendar(SCHEDULE, name="course-1", at=datetime(2026, 1, 1, tzinfo=UTC), minutes=50),
    "xes": lambda: xes(NAMED),
    "ocel": lambda: ocel(NAMED),
    "long": lambda: to_csv(long_table(NAMED)),
    "wide": lambda: to_csv(wide_table(NAMED)),
    "survival": lambda: to_csv(survival_table(NAMED)),
    "fidelity": lambda: to_csv(
        fidelity_table({"course-1": fidelity(IPT, COURSE, rater=CANARY, source=FidelitySource.SUPERVISOR)})
    ),
    "redcap": lambda: [*redcap(IPT, NAMED)],
}


def test_the_canary_is_everywhere() -> None:
    assert all(any(CANARY in text for text in texts(event)) for event in COURSE.history)
    assert {type(event) for event in COURSE.history} == set(EVENTS)


def texts(part: Any) -> list[str]:
    if isinstance(part, Value):
        return [text for field in fields_of(type(part)) for text in texts(getattr(part, field.name))]
    if isinstance(part, tuple):
        return [text for item in part for text in texts(item)]
    return [part] if type(part) is str else []


@pytest.mark.parametrize("export", EXPORTS)
def test_no_export_tells(export: str) -> None:
    exported = EXPORTS[export]()
    text = exported if isinstance(exported, str) else json.dumps(exported)
    assert len(text) > 50
    assert CANARY not in text


def test_the_bundle_that_says_so_carries_private_words() -> None:
    assert CANARY in json.dumps(bundle(IPT, COURSE, name="course-1", private=True))


# -- pictures, notebooks and screens -----------------------------------------------------------------------------------


PICTURES: dict[str, Callable[..., Picture]] = {
    "circle": lambda **more: closeness_circle(COURSE, **more),
    "circle between two days": lambda **more: closeness_circle(
        COURSE, since=COURSE.opened_on, until=COURSE.last_on, **more
    ),
    "life events": lambda **more: life_events(COURSE, **more),
    "progress": lambda **more: progress(COURSE, PHQ, protocol=IPT, **more),
    "phases": lambda **more: phases(IPT, **more),
    "adherence": lambda **more: adherence(
        [fidelity(IPT, COURSE, rater=CANARY, source=FidelitySource.SUPERVISOR)], **more
    ),
}
PHQ = IPT.known_instruments["PHQ-9"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_tells(name: str, language: str) -> None:
    picture = PICTURES[name](language=language)
    assert len(picture.alt_text) > 30
    drawn = " ".join(text.get_text() for text in picture.figure.findobj(Text))
    assert CANARY not in f"{picture.title} {picture.alt_text} {drawn} {picture.svg()} {picture!r}"
    assert CANARY.encode() not in picture.png(scale=1)


def test_the_pictures_that_say_so_show_private_words() -> None:
    assert CANARY in closeness_circle(COURSE, names=True).alt_text
    assert CANARY in life_events(COURSE, private=True).alt_text


def test_no_notebook_tells() -> None:
    with pytest.raises(NotAllowed) as refused:
        IPT.apply(COURSE, tame(filled(CourseCompleted, CANARY)), MiddleBegun(on=date(2026, 1, 6)))
    shown = (
        COURSE._repr_html_(), refused.value._repr_html_(), str(refused.value), repr(refused.value), repr(COURSE),
        repr(COURSE.history), str(COURSE), phases_diagram(IPT), str(IPT.review(COURSE)), str(IPT.due(COURSE)),
        str(IPT.allowed(COURSE)), repr(fidelity(IPT, COURSE, rater=CANARY, source=FidelitySource.SUPERVISOR)),
    )  # fmt: skip
    assert all(len(text) > 20 for text in shown)
    assert [place for place, text in enumerate(shown) if CANARY in text] == []


@pytest.mark.parametrize("plain_words", [False, True])
@pytest.mark.parametrize("language", languages())
def test_no_screen_tells_unless_it_is_asked_to(language: str, plain_words: bool) -> None:
    more: dict[str, Any] = {"language": language, "plain_words": plain_words}
    assert CANARY not in json.dumps(screen(COURSE, IPT, forms=True, **more))
    assert CANARY in json.dumps(screen(COURSE, IPT, private=True, **more))


# -- the terminal ------------------------------------------------------------------------------------------------------

WHEN = ("--first", "2026-03-03", "--at", "10:00", "--zone", "Europe/London")
ANSWERS = {
    "review": ("review",),
    "due": ("due",),
    "validate": ("validate",),
    "validate, strictly": ("validate", "--strict"),
    "fhir": ("convert", "--to", "fhir"),
    "ics": ("convert", "--to", "ics", *WHEN),
    "xes": ("convert", "--to", "xes"),
    "ocel": ("convert", "--to", "ocel"),
    "csv": ("convert", "--to", "csv"),
    "wide csv": ("convert", "--to", "csv", "--table", "wide"),
    "survival csv": ("convert", "--to", "csv", "--table", "survival"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_answer_in_a_terminal_tells(answer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "course.json"
    file.write_text(to_json(COURSE), encoding="utf-8")
    main([*ANSWERS[answer], str(file)])
    said = capsys.readouterr()
    assert len(said.out + said.err) > 20
    assert CANARY not in said.out + said.err


def test_the_answer_that_says_so_carries_private_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "course.json"
    file.write_text(to_json(COURSE), encoding="utf-8")
    for command in (("convert", "--to", "fhir", "--private"), ("upgrade",)):
        assert main([*command, str(file)]) == 0
        assert CANARY in capsys.readouterr().out
