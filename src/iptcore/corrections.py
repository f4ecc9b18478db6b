"""A history with its corrections applied: which of them are possible, and what happened in which order."""

from operator import attrgetter

from iptcore.events import EVENTS, Correction, CourseOpened, EntriesCorrected, Event

_DAY = attrgetter("on")

_KINDS = frozenset(EVENTS)


def in_order(history: tuple[Event, ...]) -> list[Event]:
    """The events of a history in the order in which they happened, corrections applied."""
    return sorted([event for event in corrected(history).values() if event is not None], key=_DAY)


def corrected(history: tuple[Event, ...]) -> dict[int, Event | None]:
    """The events by their numbers, in the order of entry, corrections applied; None is struck.

    Sorting them by their days leaves those of one day in the order of entry.
    """
    standing: dict[int, Event | None] = dict(enumerate(history, start=1))
    for number, event in enumerate(history, start=1):
        if type(event) is EntriesCorrected:
            for correction in event.corrections:
                if correction.entry < number and may_correct(history, correction):
                    standing[correction.entry] = correction.replacement
    return standing


def may_correct(history: tuple[Event, ...], correction: Correction) -> bool:
    """Whether a correction is possible.

    The entry exists, has the kind and day that the correction names, is not a correction itself, and an opening stays
    an opening.
    """
    if correction.entry > len(history):
        return False
    was, replacement = history[correction.entry - 1], correction.replacement
    if type(was) is EntriesCorrected or (replacement is not None and type(replacement) not in _KINDS):
        return False
    if correction.corrects not in (None, was.kind) or correction.dated not in (None, was.on):
        return False
    return (type(was) is CourseOpened) == (type(replacement) is CourseOpened)
