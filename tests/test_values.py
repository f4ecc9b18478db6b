"""What every value has in common: frozen, checked once, all faults at once, nothing private shown."""

import copy
import inspect
import math
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, NewType

import attrs
import pytest
from attrs import field

from iptcore import IPT, Between
from iptcore.constraints import Constraint, code, constraint, number, pseudonym, several, shown, text
from iptcore.errors import Fault, InvalidValue
from iptcore.events import CourseOpened, RiskAssessed, SessionHeld, SymptomsRated
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.inventory import LifeEvent
from iptcore.model.problem_area import RoleInsecurity
from iptcore.protocol.protocol import Protocol
from iptcore.shapes import shape_of
from iptcore.validation import check
from iptcore.values import Sense, Value, fields_of, from_parts, value
from iptcore.vocabulary import Ending, Phase, RiskAction, TechniqueName

DAY = date(2026, 1, 5)


@value
class Dog(Value):
    name: str = field(metadata=text("Name", longest=10, private=False))


@value
class Cat(Value):
    name: str = field(metadata=text("Name", longest=10))
    lives: int = field(default=9, metadata=number(0, 9, "Lives"))


@value
class Everything(Value):
    """One field of each sort."""

    kind: ClassVar[str] = "everything"

    words: str | None = field(default=None, metadata=text("Words", longest=5))
    open_words: str | None = field(default=None, metadata=text("Open words", private=False))
    key: str | None = field(default=None, metadata=pseudonym("Key"))
    clause: str | None = field(default=None, metadata=code("Clause"))
    count: int | None = field(default=None, metadata=number(1, 5, "Count"))
    at_least: int | None = field(default=None, metadata=number(1, None))
    at_most: float | None = field(default=None, metadata=number(None, 1.5))
    amount: float | None = field(default=None, metadata=number(None, None))
    yes: bool | None = field(default=None, metadata=shown("Yes"))
    day: date | None = field(default=None, metadata=shown("Day"))
    phase: Phase | None = field(default=None, metadata=shown("Phase"))
    pet: Dog | Cat | None = field(default=None, metadata=shown("Pet"))
    one_pet: Dog | None = None
    pets: tuple[Dog | Cat, ...] = field(default=(), metadata=several("Pets", most=2))
    named: tuple[Dog, ...] = field(default=(), metadata=several("Named", by="name"))
    keys: tuple[str, ...] | None = field(default=None, metadata=several("Keys", key=True, fewest=1))
    repeated: tuple[int, ...] = field(default=(), metadata=several("Repeated", distinct=False, low=0, high=3))
    pair: tuple[str, int] | None = field(default=None, metadata=shown("Pair"))
    sort: type[Value] | None = field(default=None, metadata=shown("Sort"))
    rule: Callable[[int], int] | None = field(default=None, metadata=shown("Rule"))


@value
class Range(Value):
    low: float = field(metadata=number(0, None, "From"))
    high: float = field(metadata=number(0, None, "To"))

    senses = (
        Sense(
            fields=("low", "high"), expected="low at most high", holds=lambda one: one.low <= one.high, advice="swap"
        ),
        Sense(fields=("high",), expected="not 13", holds=lambda one: one.high != 13),
    )


@value
class Choice(Value):
    """A union without nothing, a field that needs nothing to be said, and a default that would not fit."""

    pet: Dog | Cat = field(metadata=shown("Pet"))
    limit: float | None = field(metadata=number(0, 1))
    note: str = field(default="", metadata=text("Note", private=False))


def faults(make: Callable[[], Any]) -> list[Fault]:
    with pytest.raises(InvalidValue) as caught:
        make()
    return list(caught.value.faults)


# -- what fits ---------------------------------------------------------------------------------------------------------

DOG, CAT = Dog(name="Rex"), Cat(name="Tom")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("words", "a"),
        ("words", "a\nb\tc"),
        ("words", "a\r\n\u2028b"),
        ("words", "\u200bä"),
        ("words", "👩\u200d👧"),
        ("open_words", "שלום\u200f, a"),
        ("words", "äöü\u00a0é"),
        ("words", "12345"),
        ("key", "a"),
        ("key", "A-1.b_2"),
        ("key", "2026"),
        ("key", "1234567"),
        ("key", "x" * 64),
        ("clause", "S02"),
        ("clause", "S02a"),
        ("count", 1),
        ("count", 5),
        ("at_least", 10**15),
        ("at_most", 1.5),
        ("at_most", -(10**9)),
        ("amount", 0),
        ("amount", -0.5),
        ("yes", False),
        ("day", date(2026, 1, 5)),
        ("phase", Phase.MIDDLE),
        ("pet", DOG),
        ("pet", CAT),
        ("one_pet", DOG),
        ("pets", (DOG, CAT)),
        ("named", (DOG, Dog(name="Bo"))),
        ("keys", ("a", "b")),
        ("repeated", (1, 1, 0, 3)),
        ("pair", ("any words", 7)),
        ("sort", Cat),
        ("rule", abs),
    ],
)
def test_what_fits(name: str, part: Any) -> None:
    assert getattr(Everything(**{name: part}), name) is part


@pytest.mark.parametrize(
    ("name", "part", "expected", "got"),
    [
        ("words", "", "text of 1 to 5 printable characters", "blank text"),
        ("words", " \n", "text of 1 to 5 printable characters", "blank text"),
        ("words", "123456", "text of 1 to 5 printable characters", "text of 6 characters"),
        ("words", "a\x00", "text of 1 to 5 printable characters", "text of 2 characters"),
        ("words", "a\x7f", "text of 1 to 5 printable characters", "text of 2 characters"),
        ("words", "\ud800", "text of 1 to 5 printable characters", "text of 1 character"),
        ("words", 5, "text of 1 to 5 printable characters", "a number"),
        ("words", b"x", "text of 1 to 5 printable characters", "a bytes"),
        (
            "key",
            "",
            "a key of 1 to 64 letters, digits, '_', '.' or '-' that is neither a phone number nor a date",
            "blank text",
        ),
        ("clause", "s02", "a code such as S02 or S02a", "text of 3 characters"),
        ("clause", 5, "a code such as S02 or S02a", "a number"),
        ("count", 0, "a whole number from 1 to 5", "a number out of bounds"),
        ("count", 6, "a whole number from 1 to 5", "a number out of bounds"),
        ("count", 2.0, "a whole number from 1 to 5", "a number"),
        ("count", True, "a whole number from 1 to 5", "a bool"),
        ("count", "2", "a whole number from 1 to 5", "text of 1 character"),
        ("words", "\u200b", "text of 1 to 5 printable characters", "blank text"),
        ("words", "\u2060 \ufeff", "text of 1 to 5 printable characters", "blank text"),
        ("words", "a\x85b", "text of 1 to 5 printable characters", "text of 3 characters"),
        ("words", "a\x9b", "text of 1 to 5 printable characters", "text of 2 characters"),
        ("words", "a\u202eb", "text of 1 to 5 printable characters", "text of 3 characters"),
        ("words", "a\u2066b", "text of 1 to 5 printable characters", "text of 3 characters"),
        ("open_words", "a\nb", "text of 1 to 4000 printable characters on one line", "text of 3 characters"),
        ("open_words", "a\u2028b", "text of 1 to 4000 printable characters on one line", "text of 3 characters"),
        ("at_least", 0, "a whole number of at least 1", "a number out of bounds"),
        ("at_most", 2, "a number of at most 1.5", "a number out of bounds"),
        ("amount", math.nan, "a number", "a number that is not finite out of bounds"),
        ("amount", math.inf, "a number", "a number that is not finite out of bounds"),
        ("amount", True, "a number", "a bool"),
        ("count", 10**400, "a whole number from 1 to 5", "a number beyond 10**15 out of bounds"),
        ("at_least", 10**15 + 1, "a whole number of at least 1", "a number beyond 10**15 out of bounds"),
        ("yes", 1, "True or False", "a number"),
        ("day", datetime(2026, 1, 5), "a date without time of day", "a date with time of day"),
        ("day", "2026-01-05", "a date without time of day", "text of 10 characters"),
        ("phase", "middle", "a Phase (initial, middle, termination)", "text of 6 characters"),
        ("pet", Range(low=0, high=1), "one of Dog, Cat", "a Range"),
        ("one_pet", CAT, "a Dog", "a Cat"),
        ("pets", [DOG], "a tuple", "a list"),
        ("pets", (DOG, CAT, Dog(name="Bo")), "0 to 2 items", "3 of them"),
        ("pets", (DOG, DOG), "no item twice", ""),
        ("named", (DOG, Dog(name="Rex")), "no item twice (told apart by their name)", ""),
        ("keys", (), "1 to 200 items", "0 of them"),
        ("pair", ("a",), "a tuple of 2", "a tuple"),
        ("pair", ["a", 1], "a tuple of 2", "a list"),
        ("sort", int, "a subclass of Value", "a type"),
        ("sort", DOG, "a subclass of Value", "a Dog"),
        ("rule", 5, "a function", "a number"),
    ],
)
def test_what_does_not(name: str, part: Any, expected: str, got: str) -> None:
    (fault,) = faults(lambda: Everything(**{name: part}))
    assert (fault.path, fault.expected, fault.got) == (name, expected, got)


@pytest.mark.parametrize(
    "key",
    ["a b", "-a", "x" * 65, "a@b.de", "é", "12345678", "0170-1234567", "2026-01-05", "5.1.26", "05-01-2026", "a\n"],
)
def test_a_key_is_no_name_no_address_no_number_and_no_date(key: str) -> None:
    assert [fault.path for fault in faults(lambda: Everything(key=key))] == ["key"]


def test_faults_of_items_tell_their_places() -> None:
    found = faults(lambda: Everything(keys=("a", "b c", 5), pair=(5, "x"), repeated=(1, 4), named=(DOG, CAT)))
    assert {fault.path for fault in found} == {"keys[1]", "keys[2]", "pair[0]", "pair[1]", "repeated[1]", "named[1]"}
    assert [fault.path for fault in faults(lambda: Everything(pair=("a", "x")))] == ["pair[1]"]


# -- all at once -------------------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once() -> None:
    found = faults(lambda: Everything(count=9, words="", phase="x", pets=(DOG, 5, 6)))
    assert [fault.path for fault in found] == ["words", "count", "phase", "pets", "pets[1]", "pets[2]"]


def test_missing_and_unknown_parts_are_faults_like_others() -> None:
    found = faults(lambda: from_parts(Cat, {"lives": 12, "tail": 1, "self": 2}))
    assert [(fault.path, fault.got) for fault in found] == [
        ("name", "nothing"),
        ("lives", "a number out of bounds"),
        ("", "an unexpected field"),
        ("", "an unexpected field"),
    ]
    assert found[-1].expected == "only the fields name, lives"
    assert found[-1].advice == ""
    assert [fault.path for fault in faults(lambda: from_parts(Range, {}))] == ["low", "high"]


def test_a_misspelt_part_is_told_what_may_have_been_meant() -> None:
    with pytest.raises(InvalidValue) as caught:
        from_parts(SessionHeld, {"on": date(2026, 1, 5), "minuts": 50})
    assert str(caught.value).endswith("got an unexpected field; did you mean minutes?")
    assert "minuts" not in str(caught.value)


def test_a_call_with_parts_that_are_not_there_is_refused_as_by_python() -> None:
    with pytest.raises(TypeError, match=r"'minuts'.*[Dd]id you mean '?minutes'?\?"):
        SessionHeld(on=date(2026, 1, 5), minuts=50)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"'zzz'$"):
        SessionHeld(on=date(2026, 1, 5), zzz=50)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'on'"):
        SessionHeld()  # type: ignore[call-arg]


def test_thousands_of_unknown_parts_are_told_up_to_a_point() -> None:
    assert (
        len(faults(lambda: from_parts(Dog, {"name": "Rex", **{f"nam{number}": 1 for number in range(5_000)}}))) == 200
    )


def test_articles_fit_their_names() -> None:
    @value
    class Owner(Value):
        animal: Cat = field(metadata=shown("Animal"))

    @value
    class Visit(Value):
        owner: Owner = field(metadata=shown("Owner"))
        instead: Ending | None = field(default=None, metadata=shown("Ending"))

    (owner, ending) = faults(lambda: Visit(owner=Owner, instead=Owner(animal=CAT)))
    assert (owner.expected, owner.got, ending.got) == ("an Owner", "a type", "an Owner")
    assert ending.expected.startswith("an Ending (")


def test_nothing_is_no_value_unless_it_may_be() -> None:
    assert [fault.path for fault in faults(lambda: Dog(name=None))] == ["name"]  # type: ignore[arg-type]
    assert [fault.path for fault in faults(lambda: Cat(name="Tom", lives=None))] == ["lives"]  # type: ignore[arg-type]
    assert [fault.path for fault in faults(lambda: Choice(pet=None, limit=None))] == ["pet"]  # type: ignore[arg-type]
    assert Choice(pet=DOG, limit=None).limit is None
    assert [fault.path for fault in faults(lambda: from_parts(Choice, {"pet": DOG}))] == ["limit"]
    assert [fault.path for fault in faults(lambda: Dog(name=attrs.NOTHING))] == ["name"]  # type: ignore[arg-type]


def test_a_default_is_taken_on_trust() -> None:
    assert Choice(pet=DOG, limit=None, note="").note == ""
    assert [fault.path for fault in faults(lambda: Choice(pet=DOG, limit=None, note=" "))] == ["note"]


def test_parts_that_do_not_go_together() -> None:
    assert faults(lambda: Range(low=14, high=13)) == [
        Fault(path="low and high", expected="low at most high", advice="swap"),
        Fault(path="high", expected="not 13"),
    ]
    # What has a fault of its own is not asked for its sense.
    assert [fault.path for fault in faults(lambda: Range(low=-1, high=13))] == ["low", "high"]
    assert [fault.path for fault in faults(lambda: Range(low=14, high="13"))] == ["high"]  # type: ignore[arg-type]


def test_a_refusal_says_what_to_do_and_shows_nothing() -> None:
    with pytest.raises(InvalidValue) as caught:
        Everything(words="Jane Doe", pets=[DOG], key="Jane Doe")
    assert str(caught.value) == (
        "invalid Everything:\n"
        "  - words: expected text of 1 to 5 printable characters, got text of 8 characters\n"
        "  - key: expected a key of 1 to 64 letters, digits, '_', '.' or '-' that is neither a phone number nor a date"
        ", got text of 8 characters\n"
        "  - pets: expected a tuple, got a list; write tuple(...) around a list"
    )
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.what, again.faults, str(again)) == (caught.value.what, caught.value.faults, str(caught.value))


# -- what a value is ---------------------------------------------------------------------------------------------------


def test_it_is_frozen() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        DOG.name = "Bo"  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del DOG.name


def test_parts_are_given_by_name_alone() -> None:
    with pytest.raises(TypeError):
        Dog("Rex")  # type: ignore[misc]


def test_equal_parts_make_equal_values_of_one_class() -> None:
    assert Dog(name="Rex") == DOG
    assert hash(Dog(name="Rex")) == hash(DOG)
    assert Dog(name="Bo") != DOG
    assert Cat(name="Rex") != DOG
    assert DOG != "Rex"
    assert len({DOG, Dog(name="Rex"), CAT}) == 2


def test_its_representation_hides_what_is_private_and_leaves_out_defaults() -> None:
    assert repr(DOG) == "Dog(name='Rex')"
    assert repr(CAT) == "Cat(name=…)"
    assert repr(Cat(name="Tom", lives=3)) == "Cat(name=…, lives=3)"
    whole = Everything(
        words="Jane", open_words="x", key="Jane", day=date(2026, 1, 5), phase=Phase.MIDDLE, pet=CAT, pets=(CAT,),
        repeated=(1, 2), count=2,
    )  # fmt: skip
    assert repr(whole) == (
        "Everything(words=…, open_words='x', key=…, count=2, day=2026-01-05, phase=middle, pet=Cat(name=…), "
        "pets=(Cat(name=…),), repeated=(1, 2))"
    )
    assert "Jane" not in repr(whole)


def test_its_signature_names_its_parts() -> None:
    signature = inspect.signature(Cat)
    assert str(signature) == "(*, name: str, lives: int = 9)"
    assert inspect.signature(Everything).parameters["words"].default is None


def test_a_changed_copy_is_checked_too() -> None:
    assert CAT.replace(lives=3) == Cat(name="Tom", lives=3)
    assert CAT.replace() == CAT
    assert [fault.path for fault in faults(lambda: CAT.replace(lives=10))] == ["lives"]
    with pytest.raises(TypeError, match="tail"):
        CAT.replace(tail=1)
    assert attrs.evolve(CAT, lives=3) == Cat(name="Tom", lives=3)
    assert [fault.path for fault in faults(lambda: attrs.evolve(CAT, lives=10))] == ["lives"]
    assert CAT.__replace__(lives=3) == Cat(name="Tom", lives=3)


def test_it_survives_copying_and_pickling() -> None:
    whole = Everything(pets=(DOG, CAT), day=date(2026, 1, 5), phase=Phase.MIDDLE)
    for again in (pickle.loads(pickle.dumps(whole)), copy.copy(whole), copy.deepcopy(whole)):
        assert again == whole
        assert type(again) is Everything


def test_attrs_knows_it() -> None:
    assert [part.name for part in attrs.fields(Cat)] == ["name", "lives"]
    assert attrs.asdict(Cat(name="Tom")) == {"name": "Tom", "lives": 9}
    assert attrs.has(Everything)
    assert [part.name for part in fields_of(Cat)] == ["name", "lives"]


def test_parts_lie_in_the_order_of_the_fields() -> None:
    assert list(vars(Cat(lives=3, name="Tom"))) == ["name", "lives"]


def test_parts_laid_at_once_lie_as_attrs_lays_them() -> None:
    for parts in ({"on": DAY}, {"minutes": 50, "on": DAY, "by": "t-1"}):
        at_once, by_attrs = SessionHeld(**parts), object.__new__(SessionHeld)
        vars(SessionHeld)["__init__"].__wrapped__(by_attrs, **parts)
        assert [*vars(at_once).items()] == [*vars(by_attrs).items()]


def test_attrs_is_asked_for_what_it_does_beyond_laying_parts_down() -> None:
    @value
    class Spaced(Value):
        left: str = field(metadata=text("Left"), converter=str.strip)
        right: str = field(metadata=text("Right"))

    assert Spaced(left=" a ", right=" b ") == Spaced(left="a", right=" b ")

    @value
    class Counted(Value):
        _number: int = field(metadata=number(1, 3))

        def __attrs_post_init__(self) -> None:
            vars(self)["_number"] += 1

    assert vars(Counted(number=1)) == {"_number": 2}
    with pytest.raises(InvalidValue):
        Counted(number=3)


def test_a_class_below_checks_what_it_adds_and_what_it_inherits() -> None:
    @value
    class Kitten(Cat):
        weeks: int = field(metadata=number(0, 52, "Weeks"))

    assert Cat(name="Tom").lives == 9
    assert Kitten(name="Tim", weeks=3).weeks == 3
    assert [fault.path for fault in faults(lambda: Kitten(name="", weeks=60))] == ["name", "weeks"]
    assert [part.name for part in attrs.fields(Kitten)] == ["name", "lives", "weeks"]

    class Same(Cat):
        pass

    assert Same(name="Tom").lives == 9
    assert Same(name="Tom") != Cat(name="Tom")
    assert [fault.path for fault in faults(lambda: Same(name=""))] == ["name"]


# -- the metadata ------------------------------------------------------------------------------------------------------


def test_the_constraint_of_a_field_is_read_from_its_metadata() -> None:
    words, *_ = fields_of(Everything)
    assert constraint(words) == Constraint(label="Words", longest=5, private=True)
    plain = next(part for part in fields_of(Everything) if part.name == "one_pet")
    assert constraint(plain) == Constraint()


def test_what_is_private_by_itself() -> None:
    (free,), (key,), (plain,) = (make("Label", "Help").values() for make in (text, pseudonym, shown))
    assert (free.private, key.private, plain.private) == (True, True, False)
    (items,) = several("Items", "Help").values()
    assert (items.private, items.distinct, items.help) == (False, True, "Help")
    (limits,) = number(1, 2, "Label", "Help", unit="days").values()
    assert (limits.low, limits.high, limits.unit) == (1, 2, "days")
    (clause,) = code("Label", "Help").values()
    assert clause.code


# -- frozen ------------------------------------------------------------------------------------------------------------


def test_a_value_is_frozen_before_it_is_filled() -> None:
    @value
    class Unbuilt(Value):
        name: str = field(metadata=text())

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        object.__new__(Unbuilt).name = "Rex"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del object.__new__(Unbuilt).name


def test_a_value_that_another_process_unpickles_is_frozen() -> None:
    pickled = pickle.dumps(SessionHeld(on=date(2026, 1, 5), minutes=50))
    script = f"""
import pickle
held = pickle.loads({pickled!r})
try:
    held.minutes = 2
except AttributeError:
    print("frozen")
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "frozen\n"


def test_a_list_far_too_long_is_not_explained_to_its_end() -> None:
    found = faults(lambda: Everything(keys=("a b",) * 5_000))
    assert found[0].got == "5000 of them"
    assert len(found) == 201
    with pytest.raises(InvalidValue) as invalid:
        Everything(keys=("a b",) * 5_000)
    assert str(invalid.value).splitlines()[-1] == "  - and 151 more"


@pytest.mark.parametrize(
    ("cls", "parts", "advice"),
    [
        (RiskAssessed, {"on": DAY, "action": "none", "reasons": "x"}, "write RiskAction.NONE"),
        (RiskAssessed, {"on": DAY, "action": "nome", "reasons": "x"}, "did you mean none?"),
        (RiskAssessed, {"on": "2026-01-05", "action": RiskAction.NONE, "reasons": "x"}, "date.fromisoformat(text)"),
        (LifeEvent, {"what": "x", "when": "2025-09"}, "write PartialDate.parse(text)"),
        (SymptomsRated, {"on": DAY, "instrument": "phq 9", "total": 9}, "write a hyphen for a blank, as in PHQ-9"),
        (SessionHeld, {"on": DAY, "focus": "moving"}, 'write ("…",)'),
        (SessionHeld, {"on": DAY, "techniques": TechniqueName.ROLE_PLAY}, "write (…,) for a tuple of one"),
        (Formulation, {"areas": FocalArea(area=RoleInsecurity(key="a"))}, "write (…,) for a tuple of one"),
        (SessionHeld, {"on": DAY, "techniques": ["role_play"]}, "write tuple(...) around a list"),
        (SessionHeld, {"on": DAY, "minuts": 50}, "known fields only, got an unexpected field; did you mean minutes?"),
        (SessionHeld, {"on": DAY, "zzz": 50}, "only the fields on, recorded"),
    ],
)
def test_how_to_write_what_was_meant(cls: type[Value], parts: dict[str, Any], advice: str) -> None:
    with pytest.raises(InvalidValue) as invalid:
        from_parts(cls, parts)
    assert advice in str(invalid.value)


def test_a_name_is_not_told_to_become_a_key() -> None:
    with pytest.raises(InvalidValue) as invalid:
        CourseOpened(on=DAY, client="Jane Roe", protocol="ipt", edition="2018", consent=True)
    assert "hyphen" not in str(invalid.value)


def test_a_signature_shows_no_default_that_nobody_can_read() -> None:
    signature = str(inspect.signature(Protocol))
    assert "instruments: tuple[iptcore.model.measure.Instrument, ...] = …" in signature
    assert "days_between: int = 14" in signature


# -- what attrs takes, works -------------------------------------------------------------------------------------------


@value
class Own(Value):
    """A researcher's own value, with all that attrs offers."""

    tags: tuple[str, ...] = field(factory=tuple, metadata=several("Tags"))
    count: int = field(default=1, validator=attrs.validators.lt(3), metadata=number(0, 99, "Count"))
    share: float = field(default="0.5", converter=float, metadata=number(0, 1, "Share"))
    arm: Literal["ipt", "waiting"] = field(default="ipt", metadata=shown("Arm"))
    note: str | None = field(default=None, eq=False, metadata=text("Note"))
    total: int = field(init=False, default=0, metadata=number(0, None, "Total"))
    twice: int = field(default=attrs.Factory(lambda own: own.count * 2, takes_self=True), metadata=number(0, 9))
    seen: bool = field(default=False, repr=False, metadata=shown("Seen"))

    def __attrs_post_init__(self) -> None:
        vars(self)["total"] = len(self.tags)


def test_factories_converters_validators_and_literals_of_an_own_value_work() -> None:
    own = Own(tags=("a", "b"), share="0.25", arm="waiting", seen=True)
    assert (own.tags, own.share, own.arm, own.total, own.twice) == (("a", "b"), 0.25, "waiting", 2, 2)
    assert Own() == Own(note="not compared")
    assert "seen" not in repr(own)
    with pytest.raises(ValueError, match="must be < 3"):
        Own(count=50)
    with pytest.raises(ValueError, match="could not convert"):
        Own(share="much")
    assert [fault.path for fault in faults(lambda: Own(share=2, arm="ip"))] == ["share", "arm"]
    (fault,) = faults(lambda: Own(arm="wating"))
    assert (fault.expected, fault.advice) == ("one of ipt, waiting", "did you mean waiting?")
    assert pickle.loads(pickle.dumps(own)) == own
    assert from_parts(Own, {"count": 2}).twice == 4
    assert [fault.path for fault in faults(lambda: from_parts(Own, {"count": 2, "counts": 3}))] == [""]


def test_what_a_factory_makes_is_checked() -> None:
    @value
    class Wrong(Value):
        tags: tuple[str, ...] = field(factory=list, metadata=several("Tags"))  # type: ignore[assignment]

    assert [fault.got for fault in faults(Wrong)] == ["a list"]


def test_a_type_error_of_a_function_of_ones_own_is_that_error() -> None:
    with pytest.raises(TypeError, match="not supported between"):
        Own(count="x")
    with pytest.raises(TypeError, match="not supported between"):
        from_parts(Own, {"count": "x"})


def test_attrs_own_functions_work_on_every_value() -> None:
    held = SessionHeld(on=DAY, minutes=50)
    assert attrs.asdict(held)["minutes"] == 50
    assert attrs.fields(SessionHeld).minutes.name == "minutes"
    assert attrs.evolve(held, minutes=40).minutes == 40
    attrs.validate(held)
    match held:
        case SessionHeld(minutes=minutes):
            assert minutes == 50


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is new in Python 3.13")
def test_copy_replace_changes_a_copy() -> None:
    assert copy.replace(CAT, lives=3) == Cat(name="Tom", lives=3)  # type: ignore[attr-defined,unused-ignore]


DEFERRED = """
from __future__ import annotations
from attrs import field
from iptcore.constraints import number, several, text
from iptcore.values import Value, value

@value
class Tree(Value):
    words: str = field(metadata=text("Words"))
    below: tuple[Tree, ...] = field(default=(), metadata=several("Below"))

def local():
    @value
    class Leaf(Value):
        weight: int = field(metadata=number(0, 9))
    @value
    class Twig(Value):
        leaf: Leaf | None = None
    return Twig(leaf=Leaf(weight=3))
"""


def test_deferred_annotations_are_read_when_the_class_is_made() -> None:
    module: dict[str, Any] = {"__name__": "deferred"}
    exec(DEFERRED, module)
    tree = module["Tree"]
    assert tree(words="a", below=(tree(words="b"),)).below[0].words == "b"
    assert [fault.path for fault in faults(lambda: tree(words="a", below=(DOG,)))] == ["below[0]"]
    assert module["local"]().leaf.weight == 3


@pytest.mark.parametrize(
    ("fields", "annotation", "named"),
    [
        ({}, list[int], "Own.part: list"),
        ({}, dict, "Own.part: <class 'dict'>"),
        ({}, Any, "Own.part: typing.Any"),
        ({}, frozenset, "Own.part"),
        ({}, "Nowhere", "Own.part: name 'Nowhere' is not defined"),
        ({}, "list[int]", "Own.part: list"),
        ({"part": field(kw_only=False)}, int, r"Own.part: a field is given by name"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(fields: dict[str, Any], annotation: Any, named: str) -> None:
    # attrs before 25.4 makes every field one that is given by name.
    if fields and not hasattr(attrs, "inspect"):
        pytest.skip("this attrs takes it")
    body = {"__annotations__": {"part": annotation}, "__module__": __name__, **fields}
    with pytest.raises(TypeError, match=named):
        value(type("Own", (Value,), body))


def test_a_field_of_a_parent_that_is_no_value_is_checked_as_well() -> None:
    @attrs.frozen(slots=False, kw_only=True)
    class Parent:
        part: list[int]

    with pytest.raises(TypeError, match=r"Child\.part: list"):

        @value
        class Child(Parent, Value):
            pass


def test_a_value_is_made_by_value_alone() -> None:
    with pytest.raises(TypeError, match="Mine is a Value, and made by @value"):

        @attrs.frozen
        class Mine(Value):
            part: int = 3

    with pytest.raises(TypeError, match="Stranger has to be a class below Value"):

        @value
        class Stranger:
            part: int = 3


def test_other_names_of_a_type_are_that_type() -> None:
    Weeks = NewType("Weeks", int)

    @value
    class Named(Value):
        weeks: Weeks = field(metadata=number(0, 9))
        days: Annotated[int, "days"] = field(default=1, metadata=number(0, 9))
        made_by: Callable[..., int] | None = None
        some: str | int | None = None

    assert Named(weeks=Weeks(3), days=2, some="x").some == "x"
    assert [fault.path for fault in faults(lambda: Named(weeks=Weeks(30), days=20, some=1.5))] == [
        "weeks", "days", "some",
    ]  # fmt: skip


# -- exact classes -----------------------------------------------------------------------------------------------------


def test_a_subclass_of_what_a_field_takes_is_refused_with_advice() -> None:
    @value
    class Puppy(Dog):
        weeks: int | None = None

    for part in ({"one_pet": Puppy(name="Rex")}, {"pet": Puppy(name="Rex")}):
        (fault,) = faults(lambda part=part: Everything(**part))  # type: ignore[misc]
        assert fault.advice == "give one of this class itself: what a subclass adds would not be stored"


# -- pickles -----------------------------------------------------------------------------------------------------------


def pickled(cls: type[Value], state: Any) -> bytes:
    """The pickle of a value that holds *state*, whatever that is."""

    class Stand:
        def __reduce__(self) -> tuple[Any, ...]:
            return object.__new__, (cls,), state

    return pickle.dumps(Stand())


def test_an_older_pickle_gets_the_defaults_of_what_is_new() -> None:
    assert pickle.loads(pickled(Cat, {"name": "Tom"})) == Cat(name="Tom")
    assert pickle.loads(pickled(Own, {})) == Own()


@pytest.mark.parametrize(
    ("state", "paths"),
    [({"name": "Tom", "lives": 99}, ["lives"]), ({"lives": 3}, ["name"]), ({"name": "Tom", "tail": 1}, [""])],
)
def test_a_pickle_that_was_tampered_with_is_refused(state: dict[str, Any], paths: list[str]) -> None:
    data = pickled(Cat, state)
    assert [fault.path for fault in faults(lambda: pickle.loads(data))] == paths


def test_a_value_that_lacks_a_part_is_pickled_without_it() -> None:
    older = object.__new__(Cat)
    vars(older)["name"] = "Tom"
    assert pickle.loads(pickle.dumps(older)) == Cat(name="Tom")


def test_a_pickle_keeps_the_parts_alone() -> None:
    assert "clauses" in vars(IPT) or IPT.clauses
    assert set(IPT.__getstate__()) == {field.name for field in fields_of(Protocol)}
    assert pickle.loads(pickle.dumps(IPT)) == IPT


def test_a_value_is_made_once() -> None:
    cat = Cat(name="Tom")
    cat.__init__(name="Tim", lives=99)  # type: ignore[misc]
    assert cat == Cat(name="Tom")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        cat.__setstate__({"name": "Tim", "lives": 3})
    between = Between(1, 2)
    between.__init__(3, 4)  # type: ignore[misc]
    assert between == Between(1, 2) == between.replace()


# -- clocks, forks, threads --------------------------------------------------------------------------------------------


class OtherDate(date):
    """A date as who freezes the clock makes it."""


def test_a_subclass_of_date_is_stored_as_a_plain_date() -> None:
    held = SessionHeld(on=OtherDate(2026, 1, 5))
    assert type(held.on) is date
    assert held == SessionHeld(on=DAY)

    @value
    class Days(Value):
        days: tuple[date, ...] = ()
        pair: tuple[date, int] | None = None

    days = Days(days=(DAY, OtherDate(2026, 1, 6)), pair=(OtherDate(2026, 1, 7), 1))
    assert [type(day) for day in (*days.days, days.pair[0])] == [date] * 3  # type: ignore[index]
    assert [fault.path for fault in faults(lambda: Days(pair=(OtherDate(2026, 1, 7),)))] == ["pair"]  # type: ignore[arg-type]
    assert [fault.got for fault in faults(lambda: SessionHeld(on=datetime(2026, 1, 5)))] == ["a date with time of day"]


FROZEN = """
import datetime
class FrozenType(type):
    def __instancecheck__(self, one): return isinstance(one, plain)
    def __subclasscheck__(self, one): return issubclass(one, plain)
plain = datetime.date
class FakeDate(plain, metaclass=FrozenType): pass
datetime.date = FakeDate
from iptcore import SessionHeld
held = SessionHeld(on=plain(2026, 1, 5)), SessionHeld(on=FakeDate(2026, 1, 5))
assert held[0] == held[1] and type(held[1].on) is plain, held
"""


FROZEN_LATER = """
import datetime, sys
from datetime import date as plain
from iptcore import SessionHeld
from iptcore.documents import from_json
class FrozenType(type):
    def __instancecheck__(self, one): return isinstance(one, plain)
    def __subclasscheck__(self, one): return issubclass(one, plain)
class FakeDate(plain, metaclass=FrozenType): pass
for module in list(sys.modules.values()):  # as freezegun does it
    for name, held in list(vars(module).items()):
        if held is plain and module is not sys.modules["__main__"]:
            setattr(module, name, FakeDate)
held = SessionHeld(on=plain(2026, 1, 5)), SessionHeld(on=FakeDate(2026, 1, 5))
assert held[0] == held[1] and type(held[1].on) is plain, held
course = '{"schema":"iptcore/course","version":2,"protocol":"ipt","edition":"2018","entries":[{"kind":"course_opened",'
from_json(course + '"on":"2026-01-05","client":"c","protocol":"ipt","edition":"2018","consent":true}]}')
try:
    SessionHeld(on=datetime.datetime(2026, 1, 5, 10))
except ValueError:
    print("no day")
"""


def test_a_clock_frozen_later_is_no_matter() -> None:
    ran = subprocess.run([sys.executable, "-c", FROZEN_LATER], capture_output=True, text=True, check=False)
    assert ran.stdout == "no day\n", ran.stderr


def test_it_is_no_matter_whether_the_clock_is_frozen_when_the_library_is_imported() -> None:
    subprocess.run([sys.executable, "-c", FROZEN], check=True)


FORKED = """
import os, threading
from datetime import date
from iptcore import Goal, SessionHeld
def work():
    for _ in range(2_000): Goal(key="g", area="a", words="w")
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for _ in range(5):
    child = os.fork()
    if child == 0:
        SessionHeld(on=date(2026, 1, 5)); os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
for thread in threads: thread.join()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_forked_while_threads_make_values_makes_them_too() -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=60)


def test_an_alias_of_a_type_is_the_type() -> None:
    class TypeAliasType:  # what Python has from 3.12 on
        __value__ = int

    assert shape_of(TypeAliasType()) == shape_of(int)


def test_a_choice_refuses_what_fits_none_of_it() -> None:
    fits = check(shape_of(int | date), Constraint())
    assert (fits(7), fits(date(2026, 1, 5)), fits("7")) == (True, True, False)


def test_what_a_factory_makes_is_judged_too() -> None:
    @value
    class Made(Value):
        items: tuple[str, ...] = field(factory=lambda: 5, metadata=several("Items"))

    with pytest.raises(InvalidValue, match="a tuple"):
        Made()


def test_a_day_that_a_factory_makes_is_stored_as_a_plain_day() -> None:
    class Day(date):
        pass

    @value
    class Dated(Value):
        on: date = field(factory=lambda: Day(2026, 1, 5), metadata=shown("Day"))

    assert type(Dated().on) is date
