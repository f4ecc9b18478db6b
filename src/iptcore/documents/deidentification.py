"""Sharing and erasing what a course holds of people.

These functions are aids. Whether their result is anonymous is for a person to judge who knows the data and the law: a
rare life story can be recognised under any key and any date. No function here certifies anything.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any, TypeVar

import attrs

from iptcore.constraints import Constraint, constraint
from iptcore.course import Course, replay
from iptcore.documents.pseudonyms import Rename, keys_of_the_caller, known_names, numbered_keys, numbered_texts
from iptcore.documents.shifted_dates import Shift
from iptcore.documents.writing import to_json
from iptcore.errors import Fault, InvalidValue
from iptcore.events import EpisodeRecorded, Event
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.protocol import Protocol
from iptcore.shapes import shape_of
from iptcore.validation import got, misfits
from iptcore.values import Value, fields_of

_V = TypeVar("_V", bound=Value)

OLDEST = 90
"""The highest age that is given: greater ages become this one, as the Safe Harbor method of HIPAA requires."""

_SHORT = shape_of(str), Constraint(longest=20, private=True)
"""Words of this length fit the shortest private text, brackets and number included."""

_AGE = "years"
"""The unit by which an age is known."""

_PLAIN = Constraint()

_DROPPED = object()


def deidentify(
    course: Course,
    *,
    days: int,
    keys: Callable[[str], str] | Mapping[str, str] | None = None,
    words: str | None = "removed",
    protocols: Iterable[Protocol] = (),
) -> Course:
    """The course without what identifies people, for teaching or research. It is an aid, not a certificate.

    Every date moves by *days*, not 0, so that all intervals stay; days of the week stay too where *days* is a multiple
    of seven. Partial dates keep their own precision and move by as many months, seasons or years as the first day of
    the course does, so that order and intervals between them stay too, and nothing happens after it was recorded.

    Ages from 90 on become 90. What would give such an age away goes too: other recorded ages are left out, and dates of
    life more than 90 years before the course become the year 90 years before it.

    Every private key (of clients, people, areas, goals, groups) gets another, the same key always the same one:
    ``key-…-1``, ``key-…-2``, or what *keys*, a function or mapping that is called once for each, gives for it. Between
    the dashes stands a digest of the course as it was, so that two clients never get the same key, in however many
    calls. Two courses of one client get two: pass *keys* to keep them together, or where no key may be derived from
    what the course held, as the Safe Harbor method of HIPAA requires.

    Private text becomes ``[removed 1]``, ``[removed 2]``; *words* replaces the word "removed" (up to 20 characters).
    With ``words=None`` the text is left out wherever a field may be empty.

    Names of protocols, editions, rules, clauses, instruments and rings stay where a protocol of the catalogue or one of
    *protocols* has them. Any other name, and so the version of an instrument, can be whatever somebody typed, and
    becomes ``OTHER001``, ``OTHER002``, the same name always the same.

    Raises:
        InvalidValue: when an argument does not fit, when a date would leave the calendar, and when *keys* raises, or
            returns something that is not a key, a key of the course itself, or one key twice.
    """
    known = _fitting("argument", course, protocols, _against(days, keys, words))
    return _rewritten(course, _Disguise(course, days=days, keys=keys, words=words, pool_ages=True, protocols=known))


def erase(course: Course, *, protocols: Iterable[Protocol] = ()) -> Course:
    """The course with everything private erased: its structure, dates, ratings and review stay.

    Private text becomes ``[erased 1]``, ``[erased 2]``, every private key another one, which no other course uses
    (see :func:`deidentify`), and every name that neither the catalogue nor *protocols* know ``OTHER001``, ``OTHER002``,
    the same for the same. The history itself is rewritten, so keep no older copy.

    Raises:
        InvalidValue: when an argument does not fit.
    """
    known = _fitting("argument", course, protocols)
    return _rewritten(course, _Disguise(course, days=0, keys=None, words="erased", pool_ages=False, protocols=known))


def _against(days: Any, keys: Any, words: Any) -> Iterator[Fault]:
    if type(days) is not int or days == 0:
        advice = "draw one at random, and keep it to yourself"
        yield Fault("days", "a whole number of days that is not 0", got(days), advice)
    if not (keys is None or callable(keys) or isinstance(keys, Mapping)):
        advice = "or leave it out, for key-1, key-2"
        yield Fault("keys", "a function or a mapping from each key to another", got(keys), advice)
    if words is not None:
        advice = "choose a short word, or None to drop the text"
        yield from (attrs.evolve(fault, path="words", advice=advice) for fault in misfits(*_SHORT, words))


def _fitting(what: str, course: Any, protocols: Any, against: Iterable[Fault] = ()) -> tuple[Protocol, ...]:
    """The protocols, once every argument was found valid."""
    faults = list(against)
    if not isinstance(course, Course):
        faults.append(Fault("course", "a Course", got(course), "read one with from_json, or make one with replay"))
    known = tuple(protocols) if isinstance(protocols, Iterable) else (None,)
    if not all(isinstance(protocol, Protocol) for protocol in known):
        faults.append(Fault("protocols", "protocols alone", "something else", "pass yours as protocols=[yours]"))
    if faults:
        raise InvalidValue(what, faults)
    return known


class _Disguise:
    """What becomes of each part of a value. Equal things stay equal and different ones different."""

    def __init__(
        self,
        course: Course,
        *,
        days: int,
        keys: Rename | Mapping[str, str] | None,
        words: str | None,
        pool_ages: bool,
        protocols: tuple[Protocol, ...],
    ) -> None:
        history = course.history
        first = course.opened_on or next((event.on for event in history), date(2000, 1, 1))
        leaves = [leaf for event in history for leaf in _leaves(event, _PLAIN, event.on)]
        ages = (part for part, bound, _ in leaves if type(part) is int and bound.unit == _AGE)
        self._shift = Shift(days, first, [(part, on) for part, _, on in leaves if isinstance(part, PartialDate)])
        self._pooled = pool_ages and max((*ages, *_ages_at_onset(course)), default=0) >= OLDEST
        self._earliest_year = first.year - OLDEST
        self._drops = words is None
        self._key = numbered_keys(_digest(course, days, words)) if keys is None else keys_of_the_caller(keys)
        self._text = numbered_texts(words or "removed")
        self._name = known_names(protocols)

    def __call__(self, part: Any, bound: Constraint, *, needed: bool) -> Any:
        if isinstance(part, PartialDate):
            return self._shift.partly(self._not_too_early(part))
        if isinstance(part, date):
            return self._shift.day(part)
        if type(part) is int and self._pooled and bound.unit == _AGE:
            return OLDEST if part >= OLDEST else _DROPPED
        if type(part) is not str:
            return part
        if not bound.private:
            return self._name(part)
        if bound.key:
            return self._key(part)
        return _DROPPED if self._drops and not needed else self._text(part)

    def _not_too_early(self, moment: PartialDate) -> PartialDate:
        if not self._pooled or moment.year >= self._earliest_year:
            return moment
        return moment.replace(year=self._earliest_year, season=None, month=None, day=None)


def _leaves(part: Any, bound: Constraint, on: date) -> Iterator[tuple[Any, Constraint, date]]:
    """Each part that holds no others, with the constraint of its field and the day of its event."""
    if isinstance(part, tuple):
        for item in part:
            yield from _leaves(item, bound, on)
    elif isinstance(part, Value) and not isinstance(part, PartialDate):
        for field in fields_of(type(part)):
            inside = getattr(part, field.name)
            yield from _leaves(inside, constraint(field), part.on if isinstance(part, Event) else on)
    elif part is not None:
        yield part, bound, on


def _ages_at_onset(course: Course) -> Iterator[int]:
    """How old the client is by the onset of an episode and the age then."""
    for episode in (*course.history, *course.all(EpisodeRecorded)):
        if isinstance(episode, EpisodeRecorded) and episode.onset and episode.first_onset_age is not None:
            yield episode.on.year - episode.onset.year + episode.first_onset_age


def _digest(course: Course, days: int, words: str | None) -> str:
    """A hash that differs for every course. It is made from private words too, and shows none of them."""
    return blake2b(f"{days} {words} {to_json(course)}".encode(), digest_size=8).hexdigest()


def _rewritten(course: Course, disguise: _Disguise) -> Course:
    return replay(_value(event, disguise) for event in course.history)


def _value(value: _V, disguise: _Disguise) -> _V:
    changes = {}
    for field in fields_of(type(value)):
        part = getattr(value, field.name)
        if part is not None:
            changes[field.name] = _part(part, constraint(field), disguise, needed=field.default is not None)
    return value.replace(**{name: None if part is _DROPPED else part for name, part in changes.items()})


def _part(part: Any, bound: Constraint, disguise: _Disguise, *, needed: bool) -> Any:
    if isinstance(part, tuple):
        items = (_part(item, bound, disguise, needed=bound.fewest > 0) for item in part)
        # Items that differed only in what was dropped are one.
        kept = [item for item in items if item is not _DROPPED]
        return tuple(dict.fromkeys(kept)) if bound.distinct else tuple(kept)
    if isinstance(part, Value) and not isinstance(part, PartialDate):
        return _value(part, disguise)
    return disguise(part, bound, needed=needed)
