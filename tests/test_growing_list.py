"""The list that shares its past."""

import pickle

from iptcore.growing_list import Trail


def trail(*items: object) -> Trail:
    made = Trail()
    for item in items:
        made = made.push(item)
    return made


def test_an_empty_trail():
    assert len(trail()) == 0
    assert trail().newest is None
    assert trail().in_order() == ()
    assert list(trail()) == []


def test_it_is_read_from_the_newest_back_and_told_in_order():
    three = trail(1, 2, 3)
    assert (len(three), three.newest, list(three), three.in_order()) == (3, 3, [3, 2, 1], (1, 2, 3))


def test_adding_leaves_the_old_one_as_it_was():
    old = trail(1)
    one, another = old.push(2), old.push(3)
    assert (old.in_order(), one.in_order(), another.in_order()) == ((1,), (1, 2), (1, 3))


def test_an_entry_is_the_newest_of_its_own_list_and_of_the_record():
    first = Trail().enter("a", Trail())
    other = Trail().enter("b", first)
    second = first.enter("c", other)
    assert (second.in_order(), second.record, second.place, len(second)) == (("a", "c"), ("a", "b", "c"), 2, 2)
    assert (first.record, Trail().record) == (("a",), ())


def test_whether_an_item_was_entered_into_a_record():
    record, item = Trail().enter("a", Trail()), object()
    entered = Trail().enter(item, record)
    assert entered.continues(record, item)
    assert not entered.continues(Trail().enter("a", Trail()), item)
    assert not entered.continues(record, object())


def test_nothing_can_be_an_item():
    assert trail(None).newest is None
    assert len(trail(None)) == 1


def test_trails_are_equal_by_their_items():
    assert trail(1, 2) == trail(1, 2)
    assert hash(trail(1, 2)) == hash(trail(1, 2))
    assert trail(1, 2) != trail(2, 1)
    assert trail(1) != trail(1, 1)
    assert trail() != ()


def test_it_shows_how_many_and_not_what():
    assert repr(trail("private", "words")) == "<2 items>"


def test_items_keep_their_places_in_a_longer_list():
    two = Trail().push("a", 3).push("b", 7)
    assert list(two.placed()) == [(7, "b"), (3, "a")]
    assert list(pickle.loads(pickle.dumps(two)).placed()) == [(7, "b"), (3, "a")]


def test_a_long_trail_is_read_and_compared_without_deep_recursion():
    long = trail(*range(100_000))
    assert len(long.in_order()) == 100_000
    assert long == trail(*range(100_000))


def test_a_long_trail_is_pickled():
    trail = Trail[int]()
    for item in range(20_000):
        trail = trail.push(item)
    assert pickle.loads(pickle.dumps(trail)) == trail
