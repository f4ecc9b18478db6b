"""Files of cohorts: everything comes back, and whatever else is there is refused."""

import io
import json
import pickle
import tracemalloc
import zipfile

import attrs
import numpy as np
import pytest

from iptcore import IPT
from iptcore.simulation import (
    IPT_PLAN,
    Arm,
    BadRequest,
    Basis,
    Cohort,
    Parameter,
    Part,
    Per,
    Policy,
    Scale,
    as_published,
    plan_of,
    rerun,
    simulate,
    summarise,
    track,
    weekly,
)  # fmt: skip
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.results.layout import layout

pytestmark = pytest.mark.slow

SECRET = "Mrs-Example"


def half(state):
    return np.full(len(state.severity), 0.5)


def first_arm(state):
    return np.zeros(len(state.severity), int)


OWN = as_published().with_more(
    Parameter(name="mine", value=0.1, unit="log", meaning="mine", source="mine", basis=Basis.ASSUMED)
)
RUNS = {
    "plain": {},
    "nobody": {"n": 0},
    "many parts": {
        "keep": ("severity",), "trial_size": 7, "scales": ("PHQ-9", "HRSD-17", Scale(name="s", highest=900, slope=9.0)),
    },
    "own arm": {
        "arm": Arm(name="mine", parts=(Part(effect="mine", per=Per.SESSION, pace="ipt"),), leaving=-3.0),
        "parameters": OWN,
    },
    "no sessions": {"arm": "usual_care"},
    "no follow-up": {"protocol": IPT_PLAN.replace(follow_up_months=0)},
    "functions": {
        "policy": Policy(
            attendance=half, extension=first_arm, longest_extension=3, switching=first_arm,
            other_arms=("combined", "untreated"),
        ),
    },
    "functions without sessions": {"arm": "untreated", "policy": Policy(response=half)},
    "mechanisms": {
        "policy": Policy(name="half", mechanisms=(1, 0.5, 1, 1)), "parameters": as_published().but(mechanism_share=0.5),
    },
    "clients": {
        "clients": {"baseline": [20.5] * 30, "age": np.arange(30) + 18.0, "area": [3] * 30, "site": np.arange(30)},
        "parameters": as_published().but(pace_per_decade=0.2),
    },
}  # fmt: skip


def cohort_of(what):
    given = {"protocol": IPT_PLAN, "n": 30} | RUNS[what]
    return simulate(given.pop("protocol"), given.pop("n"), seed=7, **given)


def saved(cohort):
    file = io.BytesIO()
    cohort.save(file)
    return file.getvalue()


def loaded(stored, **more):
    return Cohort.load(io.BytesIO(stored), **more)


@pytest.mark.parametrize("what", RUNS)
def test_a_run_has_the_columns_that_its_layout_tells_of(what):
    cohort = cohort_of(what)
    wanted = layout(cohort.request)
    assert cohort.columns.keys() == wanted.keys()
    for name, column in cohort.columns.items():
        assert (column.dtype.name, column.shape) == (wanted[name].dtype, wanted[name].shape), name
        low, high = wanted[name].least, wanted[name].most
        assert (((column >= low) & (column <= high)) | np.isnan(column)).all(), name


@pytest.mark.parametrize("what", RUNS)
def test_a_loaded_cohort_is_the_one_that_was_saved(what):
    cohort = cohort_of(what)
    again = loaded(saved(cohort))
    assert again.manifest == cohort.manifest
    assert again.plan == cohort.plan
    assert again.primary == cohort.primary
    assert again.columns.keys() == cohort.columns.keys()
    for name, column in cohort.columns.items():
        np.testing.assert_array_equal(again[name], column)
        assert again.columns[name].dtype == column.dtype
    assert again.summary() == cohort.summary()
    assert saved(again) == saved(cohort)
    if "attended" in cohort.columns:
        np.testing.assert_array_equal(track(again), track(cohort))


@pytest.mark.parametrize("what", ["plain", "many parts", "functions", "clients"])
def test_rows_of_a_loaded_cohort_are_courses(what):
    cohort = cohort_of(what)
    again = loaded(saved(cohort))
    for row in (0, 29):
        assert again.course(row) == cohort.course(row)


@pytest.mark.parametrize("what", RUNS)
def test_a_loaded_cohort_runs_again_or_says_why_not(what):
    again = loaded(saved(cohort_of(what)))
    if what in {"functions", "functions without sessions", "clients"}:
        with pytest.raises(BadRequest, match="call the function that made the result again, and pass them"):
            rerun(again.manifest)
    else:
        assert saved(rerun(again.manifest)) == saved(again)


def test_a_path_will_do(tmp_path):
    cohort = cohort_of("plain")
    cohort.save(tmp_path / "cohort.any")
    assert Cohort.load(str(tmp_path / "cohort.any")).summary() == cohort.summary()
    with np.load(tmp_path / "cohort.any") as stored:
        np.testing.assert_array_equal(stored["weeks"], cohort["weeks"])
    with pytest.raises(FileNotFoundError):
        Cohort.load(tmp_path / "another")


def test_columns_are_read_only():
    cohort = cohort_of("plain")
    for kept in (cohort, loaded(saved(cohort))):
        for column in kept.columns.values():
            with pytest.raises(ValueError, match="read-only"):
                column[...] = 0


def test_some_rows_are_no_cohort_to_save():
    cohort = cohort_of("plain")
    with pytest.raises(BadRequest, match="some rows"):
        saved(attrs.evolve(cohort, columns=cohort.take(slice(0, 5))))


def test_columns_in_any_order_of_memory_are_saved():
    cohort = cohort_of("plain")
    turned = attrs.evolve(cohort, columns={name: np.asfortranarray(part) for name, part in cohort.columns.items()})
    assert loaded(saved(turned)).summary() == cohort.summary()


# -- what is no file of a cohort ---------------------------------------------------------------------------------------


def members(stored):
    with zipfile.ZipFile(io.BytesIO(stored)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return file.getvalue()


def array(numbers, **more):
    file = io.BytesIO()
    np.save(file, numbers, **more)
    return file.getvalue()


def with_manifest(stored, change):
    """The file with another manifest: *change* is called with its dict."""
    parts = members(stored)
    manifest = json.loads(np.load(io.BytesIO(parts["manifest.npy"])).tobytes())
    parts["manifest.npy"] = array(np.frombuffer(json.dumps(change(manifest)).encode(), np.uint8))
    return packed(parts.items())


def with_arguments(stored, change):
    def changed(manifest):
        arguments = json.loads(manifest["arguments"])
        change(arguments)
        return manifest | {"arguments": json.dumps(arguments)}

    return with_manifest(stored, changed)


@pytest.fixture(scope="module")
def stored():
    return saved(cohort_of("plain"))


def outcome(stored, **more):
    """The cohort, or how it was refused."""
    try:
        return loaded(stored, **more)
    except BadRequest as refusal:
        return refusal


def refused(stored, **more):
    return said(outcome(stored, **more))


def said(refusal):
    assert isinstance(refusal, BadRequest)
    assert SECRET not in str(refusal)
    assert refusal.__cause__ is refusal.__context__ is None
    return str(refusal)


@pytest.mark.parametrize(
    "given",
    [b"", b"PK", b"not a file of a cohort", array(np.arange(3)), pickle.dumps([1]), packed([]), packed([("a", b"b")])],
)
def test_what_is_no_archive(given):
    assert "that Cohort.save wrote" in refused(given)


@pytest.mark.parametrize("given", [None, 3, ["cohort.npz"], io.StringIO("PK")])
def test_what_is_no_file(given):
    with pytest.raises(BadRequest, match="opened in binary mode"):
        Cohort.load(given)
    with pytest.raises(BadRequest, match="opened in binary mode"):
        cohort_of("plain").save(given)


def test_a_file_cut_short_or_with_a_bit_turned(stored):
    whole = cohort_of("plain").summary()
    generator = np.random.default_rng(1)
    for at in generator.integers(0, len(stored), 60):
        refused(stored[:at])
    for at in generator.integers(0, len(stored), 200):
        turned = bytearray(stored)
        turned[at] ^= 1 << generator.integers(8)
        result = outcome(bytes(turned))
        assert result.summary() == whole if isinstance(result, Cohort) else said(result)


def change_a_column(name, numbers):
    return lambda parts: {**parts, name: array(numbers)}


CHANGES = {
    "missing": lambda parts: {name: part for name, part in parts.items() if name != "weeks.npy"},
    "one too many": lambda parts: parts | {f"{SECRET}.npy": parts["weeks.npy"]},
    "another name": lambda parts: parts | {"weeks": parts["weeks.npy"]},
    "another dtype": change_a_column("weeks.npy", np.zeros(30, np.uint16)),
    "another length": change_a_column("weeks.npy", np.zeros(31, np.uint8)),
    "another shape": change_a_column("weeks.npy", np.zeros((1, 30), np.uint8)),
    "beyond the plan": change_a_column("weeks.npy", np.full(30, 17, np.uint8)),
    "another end": change_a_column("ended.npy", np.full(30, 3, np.uint8)),
    "below 0": change_a_column("score.HRSD-17.npy", np.full((17, 30), -1, np.float32)),
    "infinite": change_a_column("score.HRSD-17.npy", np.full((17, 30), np.inf, np.float32)),
    "other bytes": change_a_column("score.HRSD-17.npy", np.zeros((17, 30), ">f4")),
    "cut": lambda parts: parts | {"weeks.npy": parts["weeks.npy"][:-1]},
    "empty array": lambda parts: parts | {"weeks.npy": parts["weeks.npy"][:-31]},
    "too long": lambda parts: parts | {"weeks.npy": parts["weeks.npy"] + b"x"},
    "no header": lambda parts: parts | {"weeks.npy": b"\x93NUMPY\x01\x00\xff\xff{'descr'"},
    "nothing": lambda parts: parts | {"weeks.npy": b""},
    "neither yes nor no": lambda parts: parts | {"well.npy": parts["well.npy"][:-30] + bytes([2]) * 30},
}


@pytest.mark.parametrize("what", CHANGES)
def test_columns_that_are_not_those_of_the_manifest(stored, what):
    assert "simulate the cohort again" in refused(packed(CHANGES[what](members(stored)).items()))


def test_objects_are_never_unpickled(stored):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("it was unpickled",))

    trap = array(np.array([Trap()] * 30, object), allow_pickle=True)
    for name in ("weeks.npy", "manifest.npy"):
        refused(packed((members(stored) | {name: trap}).items()))


def test_a_column_twice(stored):
    parts = [*members(stored).items(), ("weeks.npy", members(stored)["weeks.npy"])]
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed(parts)
    refused(twice)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing(stored, compression):
    refused(packed(members(stored).items(), compression))


def test_nothing_is_unpacked_that_is_too_large(stored):
    assert "unpacks to more than 1000 bytes" in refused(stored, at_most=1000)
    assert len(loaded(stored, at_most=10**6)) == 30
    bomb = packed((members(stored) | {"bomb.npy": bytes(2 * 10**6)}).items())
    assert len(bomb) < len(stored) + 5000
    assert "more than 1000000 bytes" in refused(bomb, at_most=10**6)
    long = packed((members(stored) | {"manifest.npy": array(np.zeros(2**20, np.uint8))}).items())
    assert "damaged" in refused(long)
    with pytest.raises(BadRequest, match="at_most"):
        loaded(stored, at_most=0)


@pytest.mark.parametrize(
    "words", [b"", b"{", b"[]", b"3", b"null", b"\xff\xfe", b'{"seed": 7}', b"[" * 100_000, b"9" * 5000]
)
def test_a_manifest_that_is_none(stored, words):
    refused(packed((members(stored) | {"manifest.npy": array(np.frombuffer(words, np.uint8))}).items()))


def test_a_file_without_a_manifest(stored):
    parts = members(stored)
    del parts["manifest.npy"]
    refused(packed(parts.items()))


@pytest.mark.parametrize(
    "change",
    [
        {"seed": -1}, {"seed": "7"}, {"seed": True}, {"courses": 29}, {"courses": 10**12}, {"courses": None},
        {"protocol": SECRET}, {"edition": SECRET}, {"parameter_hash": SECRET}, {"notes": SECRET}, {"notes": [3]},
        {"arguments": 3}, {"arguments": SECRET}, {"arguments": "[]"}, {"arguments": "{}"}, {"arguments": "[" * 90_000},
        {SECRET: 1}, {"repeatable": "yes"},
    ],
)  # fmt: skip
def test_a_manifest_changed_by_hand(stored, change):
    refused(with_manifest(stored, lambda manifest: manifest | change))


def test_a_manifest_with_a_part_missing(stored):
    for name in Manifest.from_dict(cohort_of("plain").manifest.as_dict()).as_dict():
        refused(with_manifest(stored, lambda manifest, name=name: {k: v for k, v in manifest.items() if k != name}))


NONSENSE = (None, 3, -1, 2.5, True, SECRET, [], {}, [SECRET], {SECRET: SECRET}, [[]], [3], float("nan"), 10**400)


def paths(arguments, at=()):
    """The way to every part of some arguments, and to what is within it."""
    for key, part in arguments.items():
        yield (*at, key)
        if isinstance(part, dict):
            yield from paths(part, (*at, key))


def put(arguments, path, part):
    for key in path[:-1]:
        arguments = arguments[key]
    arguments[path[-1]] = part


@pytest.mark.no_cover  # the cases above go through the same lines
@pytest.mark.parametrize("what", ["plain", "functions", "clients"])
def test_arguments_changed_to_nonsense(what):
    """Whatever stands in the place of whatever part, it is refused or it is a cohort that can be used."""
    stored = saved(cohort_of(what))
    arguments = json.loads(loaded(stored).manifest.arguments)
    for path in paths(arguments):
        for part in NONSENSE:
            result = outcome(with_arguments(stored, lambda arguments, path=path, part=part: put(arguments, path, part)))
            assert result.summary() if isinstance(result, Cohort) else said(result)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (("plan", "weeks"), 3), (("plan", "session_weeks"), [1, 2]), (("plan", "rating_weeks"), [0]),
        (("plan", SECRET), 1), (("arm", "sessions"), False), (("arm", "name"), None), (("arm", "parts"), [{}]),
        (("numbers", "attendance"), 0.5), (("numbers", "attendance"), "0.9544"), (("numbers", SECRET), 1.0),
        (("scales",), []), (("scales",), [{"is": "Scale", "name": "HRSD-17", "highest": 10}]),
        (("keep",), ["severity"]),
        (("trial_size",), 5), (("policy", "attendance"), SECRET), (("policy", "name"), {"is": "function"}),
        (("form",), 3),
        (("policy", "mechanisms"), [1, 1, 1]), (("policy", SECRET), 1), (("clients",), {"site": "int64"}),
        (("clients",), {"weeks": "uint8"}), (("clients",), {"site": "object"}), ((SECRET,), 1),
    ],
)  # fmt: skip
def test_arguments_that_are_not_those_of_the_columns(stored, path, part):
    refused(with_arguments(stored, lambda arguments: put(arguments, path, part)))


def test_functions_that_no_manifest_holds_are_not_called():
    stored = saved(cohort_of("functions"))
    again = loaded(with_manifest(stored, lambda manifest: manifest | {"repeatable": True}))
    with pytest.raises(BadRequest, match="call the function that made the result again, and pass them"):
        rerun(again.manifest)


def test_a_cohort_of_another_version_is_read_and_not_made_again(stored):
    """One whose model had fewer parameters."""
    from iptcore.simulation.inputs.parameters import hash_of

    def older(manifest, **said):
        arguments = json.loads(manifest["arguments"])
        del arguments["numbers"]["missed_rating"]
        numbers = {"parameter_hash": hash_of(arguments["numbers"])}
        return manifest | numbers | {"arguments": json.dumps(arguments)} | said

    again = loaded(with_manifest(stored, older))
    assert again.summary() == cohort_of("plain").summary()
    with pytest.raises(BadRequest, match="install those"):
        rerun(again.manifest)
    for version in ({"library": "0.0.1"}, {"numpy": "1.0"}, {"generator": "dice"}):
        other = loaded(with_manifest(stored, lambda manifest, version=version: older(manifest, **version)))
        with pytest.raises(BadRequest, match="install those, or pass other_versions=True"):
            rerun(other.manifest)
        forced = rerun(other.manifest, other_versions=True)
        assert forced.summary() == cohort_of("plain").summary()
        assert forced.manifest == cohort_of("plain").manifest


def test_other_plans_come_back():
    for plan in (weekly(250, code="long", edition="e" * 64), weekly(1, code="short"), plan_of(IPT)):
        cohort = simulate(plan, 3, seed=7, parameters=as_published())
        assert saved(rerun(loaded(saved(cohort)).manifest)) == saved(cohort)
        assert cohort.summary() == summarise(plan, 3, seed=7, parameters=as_published())


def test_a_member_that_holds_more_than_it_says_is_not_unpacked_beyond_that():
    parts = members(saved(cohort_of("plain")))
    del parts["weeks.npy"]
    stored = packed([*parts.items(), ("weeks.npy", bytes(10_000_000))])
    start = stored.rindex(b"PK\x01\x02")
    lying = bytearray(stored)
    lying[start + 24 : start + 28] = (100).to_bytes(4, "little")  # its unpacked size in the directory
    with zipfile.ZipFile(io.BytesIO(lying)) as archive:
        assert archive.infolist()[-1].file_size == 100
    tracemalloc.start()
    with pytest.raises(BadRequest, match="damaged"):
        loaded(bytes(lying))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_number_beyond_any_float_is_refused_like_another():
    with pytest.raises(BadRequest, match="effect_ipt has to be a finite number"):
        as_published().but(effect_ipt=10**400)
    stored = saved(cohort_of("plain"))
    for name in ("seed", "courses"):
        with pytest.raises(BadRequest):
            loaded(with_manifest(stored, lambda manifest, name=name: {**manifest, name: 10**400}))
