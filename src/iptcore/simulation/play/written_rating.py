"""The record of a rating: like the last one on its instrument, or else like the example of a rating."""

from datetime import date
from functools import partial
from operator import attrgetter

from iptcore.course import Course
from iptcore.events import SymptomsRated
from iptcore.protocol.examples import examples
from iptcore.simulation.play.cache import Cache
from iptcore.values import fields_of

_OF_ITS_DAY = frozenset({"on", "total", "suicide_item", "recorded", "by"})
"""The fields in which a rating differs from the next one on the same instrument."""

_lasting = attrgetter(*(part.name for part in fields_of(SymptomsRated) if part.name not in _OF_ITS_DAY))


def rated_like_before(
    cache: Cache, course: Course, code: str, day: date, total: float | None, *, with_item: bool
) -> SymptomsRated:
    """A rating on the instrument *code*.

    *total* is the total if it is known; None: as in the last rating, or a middle value. *with_item* is whether the
    answer on suicide is recorded (0), if the instrument has such an item.
    """
    like = course.ratings(code).newest
    if like is None:
        first = partial(_first, cache, course, code, day, total, with_item=with_item)
        return cache.once((code, day, type(total), total), first)
    total, item = like.total if total is None else total, like.suicide_item
    if item is not None:
        item = 0 if with_item else None
    return cache.once(
        (_lasting(like), day, type(total), total, item),
        lambda: like.replace(on=day, total=total, suicide_item=item, recorded=None, by=None),
    )


def _first(
    cache: Cache, course: Course, code: str, day: date, total: float | None, *, with_item: bool
) -> SymptomsRated:
    ratings = (
        event for event in examples(cache.protocol, course, SymptomsRated, day) if isinstance(event, SymptomsRated)
    )
    rating = next(
        (rating for rating in ratings if rating.instrument == code), SymptomsRated(on=day, instrument=code, total=0)
    )
    return rating.replace(
        total=rating.total if total is None else total, suicide_item=rating.suicide_item if with_item else None
    )
