"""Keys of a caller's own making: one for each, asked once, and nothing of the old ones in what goes wrong."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from iptcore.course import Course, replay
from iptcore.documents import deidentify
from iptcore.errors import InvalidValue
from iptcore.events import CourseOpened, RelationshipRecorded, TherapistAssigned
from iptcore.model.inventory import Relationship

from .test_canary import message_of

ON = date(2026, 1, 5)
CLIENT, THERAPIST, SISTER = "Canary-client", "Canary-therapist", "Canary-sister"
NEW = {CLIENT: "study-1", THERAPIST: "study-2", SISTER: "study-3"}

COURSE = replay(
    (
        CourseOpened(on=ON, client=CLIENT, protocol="ipt", edition="2018", consent=True, by=THERAPIST),
        TherapistAssigned(on=ON, therapist=THERAPIST, supervisor=None),
        RelationshipRecorded(on=ON, relationship=Relationship(key=SISTER)),
        RelationshipRecorded(on=ON, relationship=Relationship(key=SISTER)),
    )
)


def keys_of(course: Course) -> tuple[Any, ...]:
    opened, assigned, *sisters = course.history
    return (
        opened.client, opened.by, assigned.therapist,  # type: ignore[attr-defined]
        *(recorded.relationship.key for recorded in sisters),  # type: ignore[attr-defined]
    )  # fmt: skip


def refusal(keys: Any) -> InvalidValue:
    with pytest.raises(InvalidValue) as caught:
        deidentify(COURSE, days=7, keys=keys)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "Canary" not in message_of(caught.value)
    return caught.value


@pytest.mark.parametrize("keys", [NEW, NEW.__getitem__, defaultdict(str, NEW)], ids=["mapping", "function", "default"])
def test_each_key_becomes_what_it_is_given(keys: Any) -> None:
    hidden = deidentify(COURSE, days=7, keys=keys)
    assert keys_of(hidden) == ("study-1", "study-2", "study-2", "study-3", "study-3")


def test_each_key_is_asked_for_once() -> None:
    asked = Counter[str]()

    def fresh(key: str) -> str:
        asked[key] += 1
        return f"study-{asked.total()}"

    hidden = deidentify(COURSE, days=7, keys=fresh)
    assert asked == dict.fromkeys(NEW, 1)
    assert len(set(keys_of(hidden))) == 3


@pytest.mark.parametrize(
    "keys",
    [
        lambda key: key,
        lambda _key: "study-1",
        {**NEW, SISTER: "study-1"},
        {**NEW, SISTER: SISTER},
        {**NEW, SISTER: CLIENT},
        {**NEW, CLIENT: SISTER},
    ],
    ids=["identity", "all one", "two of one", "one stays", "of one before", "of one to come"],
)
def test_a_key_that_is_not_its_own_is_refused(keys: Any) -> None:
    assert str(refusal(keys)) == (
        "invalid argument:\n"
        "  - keys: expected a new key for each key, and different ones for different people, got a key of the course "
        "itself, or one key for two; make a new key for each person: two people under one key cannot be told apart"
    )


class Word(str):
    """A string that is not just a string."""

    __slots__ = ()


def exploding(key: str) -> str:
    raise RuntimeError(key) from ValueError(key)


@pytest.mark.parametrize(
    ("keys", "got"),
    [
        (exploding, "nothing"),
        ({}, "nothing"),
        (lambda: "study-1", "nothing"),
        (lambda _key: None, "nothing"),
        (lambda key: f"not a key: {key}", "text of 27 characters"),
        (lambda key: [key], "a list"),
        (lambda key: Word("study-1"), "a Word"),
        (lambda _key: "1980-02-29", "text of 10 characters"),
    ],
    ids=["raises", "has none", "takes none", "nothing", "a sentence", "a list", "a kind of text", "a date"],
)  # fmt: skip
def test_what_is_no_key_is_refused(keys: Any, got: str) -> None:
    (fault,) = refusal(keys).faults
    assert (fault.path, fault.got) == ("keys", got)
    assert fault.expected.startswith("a key of 1 to 64 letters")
    assert fault.advice.startswith("make one for each key of the course")


@pytest.mark.parametrize("keys", ["Canary", 3, [("Canary", "study-1")]])
def test_keys_come_from_a_function_or_a_mapping(keys: Any) -> None:
    assert "keys: expected a function or a mapping from each key to another" in str(refusal(keys))


def test_to_stop_a_program_still_stops_it() -> None:
    def stopping(_key: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deidentify(COURSE, days=7, keys=stopping)
