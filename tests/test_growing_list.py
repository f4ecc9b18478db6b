"""The list that shares its past."""

import pickle

import pytest

from iptcore.growing_list import GrowingList


def growing(*items: object) -> GrowingList:
    longer = GrowingList()
    for item in items:
        longer = longer.push(item)
    return longer


def test_an_empty_list():
    assert len(growing()) == 0
    assert growing().newest is None
    assert growing().in_order() == ()
    assert list(growing()) == []


def test_it_is_read_from_the_newest_back_and_told_in_order():
    three = growing(1, 2, 3)
    assert (len(three), three.newest, list(three), three.in_order()) == (3, 3, [3, 2, 1], (1, 2, 3))


def test_places_are_counted_from_the_newest():
    three = growing(1, 2, 3)
    assert (three[0], three[-1], three[:2], three[5:]) == (3, 1, (3, 2), ())
    assert [three[place] for place in range(len(three))] == list(three)
    with pytest.raises(IndexError):
        growing()[0]


def test_adding_leaves_the_old_one_as_it_was():
    old = growing(1)
    one, another = old.push(2), old.push(3)
    assert (old.in_order(), one.in_order(), another.in_order()) == ((1,), (1, 2), (1, 3))


def test_an_entry_is_the_newest_of_its_own_list_and_of_the_record():
    first = GrowingList().enter("a", GrowingList())
    other = GrowingList().enter("b", first)
    second = first.enter("c", other)
    assert (second.in_order(), second.record, second.place, len(second)) == (("a", "c"), ("a", "b", "c"), 2, 2)
    assert (first.record, GrowingList().record) == (("a",), ())


def test_whether_an_item_was_entered_into_a_record():
    record, item = GrowingList().enter("a", GrowingList()), object()
    entered = GrowingList().enter(item, record)
    assert entered.continues(record, item)
    assert not entered.continues(GrowingList().enter("a", GrowingList()), item)
    assert not entered.continues(record, object())


def test_nothing_can_be_an_item():
    assert growing(None).newest is None
    assert len(growing(None)) == 1


def test_lists_are_equal_by_their_items():
    assert growing(1, 2) == growing(1, 2)
    assert hash(growing(1, 2)) == hash(growing(1, 2))
    assert growing(1, 2) != growing(2, 1)
    assert growing(1) != growing(1, 1)
    assert growing() != ()


def test_it_shows_how_many_and_not_what():
    assert repr(growing("private", "words")) == "<2 items>"


def test_items_keep_their_places_in_a_longer_list():
    two = GrowingList().push("a", 3).push("b", 7)
    assert list(two.placed()) == [(7, "b"), (3, "a")]
    assert list(pickle.loads(pickle.dumps(two)).placed()) == [(7, "b"), (3, "a")]


def test_a_long_list_is_read_and_compared_without_deep_recursion():
    long = growing(*range(100_000))
    assert len(long.in_order()) == 100_000
    assert long == growing(*range(100_000))


def test_a_long_list_is_pickled():
    longer = GrowingList[int]()
    for item in range(20_000):
        longer = longer.push(item)
    assert pickle.loads(pickle.dumps(longer)) == longer
