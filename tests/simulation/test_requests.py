"""Nonsense is refused, with advice."""

import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from iptcore.errors import InvalidValue, IptError
from iptcore.simulation import (
    ARMS,
    IPT_PLAN,
    Arm,
    BadRequest,
    Basis,
    Parameter,
    Parameters,
    Part,
    Per,
    Plan,
    Policy,
    Scale,
    Spread,
    as_published,
    bias_discounted,
    expected,
    place,
    plan_of,
    posterior_draw,
    posterior_size,
    scenario,
    simulate,
    summarise,
    track,
    weekly,
)  # fmt: skip
from iptcore.simulation.expected import _table, build


def half(state):
    return np.full(len(state.severity), 0.5)


UNKNOWN_EFFECT = Arm(name="mine", parts=(Part(effect="effect_mine", per=Per.WEEK, pace="ipt"),))
FEW = Parameters(scenario="few", items=as_published().items[:1])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"n": -1}, "n has to be at least 0"),
        ({"n": 2.0}, "whole number, got a float"),
        ({"n": True}, "got a bool"),
        ({"seed": True}, "got a bool"),
        ({"seed": np.True_}, "got a bool"),
        ({"seed": None}, "got a NoneType"),
        ({"seed": "7"}, "got a str"),
        ({"seed": -1}, "at least 0"),
        ({"seed": 2**128}, "got a greater number"),
        ({"arm": "hope"}, "ipt, drug, combined"),
        ({"arm": 3}, "unknown arm"),
        ({"protocol": "ipt"}, "pass IPT"),
        ({"scales": ("mood",)}, "HRSD-17, BDI-I"),
        ({"scales": (3,)}, "unknown instrument"),
        ({"keep": ("everything",)}, "the only one is 'severity'"),
        ({"trial_size": 0}, "trial_size has to be at least 1"),
        ({"n": 10**9 + 1}, "n has to be at most 1000000000"),
        ({"trial_size": 10**10}, "trial_size has to be at most"),
        ({"scales": "HRSD-17"}, "scales has to be a tuple"),
        ({"scales": ()}, "one or more instruments"),
        ({"scales": ("PHQ-9", "PHQ-9")}, "each once"),
        ({"keep": "severity"}, "('severity',)"),
        ({"keep": 3}, "('severity',)"),
        ({"keep": ([],)}, "('severity',)"),
        ({"executor": 3}, "ProcessPoolExecutor(2)"),
        ({"executor": ThreadPoolExecutor}, "ProcessPoolExecutor(2)"),
        ({"progress": 3}, "tqdm"),
        ({"progress": lambda pieces: None}, "as tqdm does"),
        ({"parameters": {"effect_ipt": 0.1}}, "as_published().but"),
        ({"parameters": FEW}, "parameters of the model are missing"),
        ({"policy": Policy(extension=half, longest_extension=240)}, "more than 250 weeks"),
        (
            {
                "protocol": weekly(240, code="often", per_week=3),
                "parameters": as_published(),
                "policy": Policy(extension=half, longest_extension=11),
            },
            "more than 250 weeks or sessions",
        ),
        ({"policy": Policy(switching=half, other_arms=(UNKNOWN_EFFECT,))}, "with_more"),
        ({"policy": half}, "Policy(attendance=my_function)"),
        ({"protocol": weekly(8, code="brief")}, "pass parameters=... explicitly"),
        ({"protocol": IPT_PLAN.replace(arms=("ipt",)), "arm": "drug"}, "cannot be given as that arm: use one of ipt"),
        ({"protocol": IPT_PLAN.replace(maintenance="hope")}, "none, ipt, drug"),
        ({"arm": UNKNOWN_EFFECT}, "with_more"),
        ({"arm": Arm(name="mine", parts=(Part(effect=float("nan"), per=Per.WEEK, pace="ipt"),))}, "log severity"),
        ({"arm": Arm(name="mine", leaving=-1000.0)}, "leaving=None means that nobody leaves"),
        ({"parameters": as_published().but(effect_ipt=11.0)}, "log severity"),
        ({"parameters": as_published().but(therapist_sd=-0.1)}, "therapist_sd has to be 0 or more"),
        ({"parameters": as_published().but(pace_exponent=200.0)}, "pace_exponent has to be at most 20"),
        ({"parameters": as_published().but(leaving_early=800.0)}, "are logits"),
        ({"parameters": as_published().but(effect_decline=-9.0)}, "are powers"),
        ({"parameters": as_published().but(effect_brevity=-9.0)}, "are powers"),
        ({"parameters": as_published().but(recurrence_hr_drug=0.0)}, "recurrence_hr_drug has to be above 0"),
        ({"parameters": as_published().but(attendance=1.5)}, "attendance is a probability"),
        ({"parameters": as_published().but(entry_sd=0.0)}, "entry_sd has to be above 0"),
        ({"parameters": as_published().but(entry_mean=-1000.0)}, "entry_mean is a score"),
        (
            {"parameters": as_published().but(entry_mean=2.0, entry_sd=0.5, fluctuation_sd=1.0)},
            "hardly anybody reaches",
        ),
        ({"parameters": as_published().but(pace_correlation=-1.0)}, "pace_correlation lies between 0 and 1"),
        ({"parameters": as_published().but(natural_rate=0.9, worsening_rate=0.9)}, "cannot exceed 1"),
    ],
)
def test_simulate_refuses(asked, said):
    given = {"protocol": IPT_PLAN, "n": 5, "seed": 1} | asked
    with pytest.raises(BadRequest) as refused:
        simulate(given.pop("protocol"), given.pop("n"), **given)
    assert said in str(refused.value)
    assert isinstance(refused.value, IptError)


SECRET = "Mrs-Example"


@pytest.mark.parametrize(
    ("clients", "said"),
    [
        ([1, 2, 3, 4, 5], "of a data frame, {name: frame[name] for name in frame.columns}"),
        ([1, 2, 3, 4, 5], "a mapping of names to arrays"),
        (SECRET, "a mapping of names to arrays"),
        ({"age": [1, 2]}, "clients['age'] has to be one number for each of the 5 courses"),
        ({"age": 40}, "one number for each of the 5 courses"),
        ({"age": [[40] * 5]}, "one number for each of the 5 courses"),
        ({"age": [40, 41, [42], 43, 44]}, "one number for each of the 5 courses"),
        ({"age": [SECRET] * 5}, "in an array of numbers"),
        ({"age": [None] * 5}, "in an array of numbers"),
        ({"age": [1j] * 5}, "in an array of numbers"),
        ({"age": [121] * 5}, "clients['age'] has to hold whole numbers from 0 to 120"),
        ({"age": [-1] * 5}, "from 0 to 120"),
        ({"age": [256 + 40] * 5}, "from 0 to 120"),
        ({"age": [40.5] * 5}, "whole numbers"),
        ({"age": [np.nan] * 5}, "missing or infinite"),
        ({"age": np.ma.masked_less([1, 2, 3, 4, 5], 3)}, "missing or infinite"),
        ({"area": [4] * 5}, "from 0 to 3"),
        ({"therapist": [0.5] * 5}, "whole numbers"),
        ({"prior_episodes": [101] * 5}, "from 0 to 100"),
        ({"baseline": [52.5] * 5}, "scores from 0 to 52"),
        ({"mine": [np.inf] * 5}, "column 1 of clients, one of your own, has missing"),
        ({"age": [40] * 5, "mine": ["yes"] * 5}, "column 2 of clients, one of your own, has to be one number"),
        ({"mine": ["yes"] * 5}, "write words as numbers"),
        ({"age": [40] * 4}, "its shape is (4,); a trial has per_arm times the number of arms"),
        ({SECRET: [1.0] * 5}, "a word of your own"),
        ({3: [1.0] * 5}, "a word of your own"),
        ({"x" * 65: [1.0] * 5}, "a word of your own"),
        ({"weeks": [1.0] * 5}, "not the name of a column of a cohort"),
        ({"manifest": [1.0] * 5}, "not the name of a column of a cohort"),
    ],
)
def test_clients_that_make_no_sense(clients, said):
    with pytest.raises(BadRequest) as refused:
        simulate(IPT_PLAN, 5, seed=1, clients=clients)
    assert said in str(refused.value)
    assert SECRET not in str(refused.value)
    assert refused.value.__context__ is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [("baselin", "baseline"), ("Age", "age"), ("prior_episode", "prior_episodes"), ("ages", "age"), ("Areas", "area")],
)
def test_a_misspelt_covariate_is_no_column_of_ones_own(name, meant):
    with pytest.raises(BadRequest, match=f"close to one of the model: did you mean {meant}"):
        simulate(IPT_PLAN, 5, seed=1, clients={name: [20] * 5})


@pytest.mark.parametrize("name", ["wage", "stage", "baseline_gaf", "therapist_age", "mine"])
def test_a_column_of_ones_own_may_be_a_little_like_a_covariate(name):
    assert simulate(IPT_PLAN, 5, seed=1, clients={name: [20] * 5})[name].tolist() == [20] * 5


@pytest.mark.parametrize("run", [simulate, summarise])
@pytest.mark.parametrize(("wish", "said"), [("arms", "did you mean arm?"), ("zzz", "it takes arm, parameters, policy")])
def test_an_argument_that_does_not_exist_names_the_function_that_was_called(run, wish, said):
    with pytest.raises(TypeError, match=rf"^{run.__name__}\(\) got .*'{wish}'; .*{re.escape(said)}"):
        run(IPT_PLAN, 5, seed=1, **{wish: "drug"})


def test_what_is_known_of_clients_has_the_dtype_of_its_column():
    given = {
        "baseline": [20] * 5,
        "age": [40.0] * 5,
        "area": [1] * 5,
        "prior_episodes": np.full(5, 100),
        "own": [7] * 5,
    }
    cohort = simulate(IPT_PLAN, 5, seed=1, clients=given)
    assert [cohort.columns[name].dtype.name for name in given] == ["float64", "uint8", "uint8", "uint8", "int64"]
    assert cohort.scores()[0].tolist() == [20.0] * 5
    plain = simulate(IPT_PLAN, 5, seed=1, clients={"area": np.arange(5) % 4})
    same = simulate(IPT_PLAN, 5, seed=1, clients={"area": (np.arange(5) % 4).astype(">f8")})
    assert plain["months_well"].tobytes() == same["months_well"].tobytes()


def test_clients_are_those_of_the_call():
    ages = np.full(5, 40)
    cohort = simulate(IPT_PLAN, 5, seed=1, clients={"age": ages})
    ages[:] = 90
    assert cohort.request.clients["age"].tolist() == cohort["age"].tolist() == [40] * 5


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"attendance": 0.5}, "pass the function"),
        ({"longest_extension": 4}, "pass the function too, as extension"),
        ({"extension": half, "longest_extension": 251}, "at most 250"),
        ({"extension": half, "longest_extension": "4"}, "whole number"),
        ({"other_arms": "combined"}, "other_arms has to be a tuple"),
        ({"other_arms": ("combined", "combined")}, "twice"),
        ({"other_arms": (3,)}, "unknown arm"),
        ({"mechanisms": (1, 1, 1)}, "each of the four"),
        ({"mechanisms": 1}, "mechanisms has to be a tuple"),
        ({"mechanisms": (1, 1, 1, True)}, "finite number"),
        ({"mechanisms": (1, 1, 1, -1)}, "from 0 to 100"),
    ],
)
def test_policies_that_make_no_sense(parts, said):
    with pytest.raises(BadRequest) as refused:
        Policy(**parts)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(attendance=lambda state: 0.5),
        Policy(switching=lambda state: np.full(len(state.severity), 1)),
        Policy(switching=lambda state: np.full(len(state.severity), -1)),
    ],
)
def test_functions_that_return_the_wrong_thing_are_refused(policy):
    with pytest.raises(BadRequest):
        simulate(IPT_PLAN, 5, seed=1, policy=policy)


def test_states_are_read_only():
    def greedy(state):
        state.severity[:] = 0.0

    with pytest.raises(ValueError, match="read-only"):
        simulate(IPT_PLAN, 5, seed=1, policy=Policy(attendance=greedy))


@pytest.mark.parametrize(
    "parts",
    [
        {"weeks": 4, "session_weeks": (1, 5), "rating_weeks": (0,)},
        {"weeks": 4, "session_weeks": (2, 1), "rating_weeks": (0,)},
        {"weeks": 4, "session_weeks": (1, 2), "rating_weeks": (1, 2)},
        {"weeks": 4, "session_weeks": (1, 2), "rating_weeks": (0,), "phases": (1, 2, 1)},
        {"weeks": 0, "session_weeks": (), "rating_weeks": (0,)},
    ],
)
def test_plans_that_make_no_sense(parts):
    with pytest.raises(InvalidValue):
        Plan(code="p", **parts)


def test_a_plan_is_its_own_plan():
    assert plan_of(IPT_PLAN) is IPT_PLAN
    assert weekly(16, code="ipt", ratings_every=4).rating_weeks == (0, 4, 8, 12, 16)
    assert weekly(6, code="x", ratings_every=4).rating_weeks == (0, 4, 6)
    for parts in ({"sessions": 0}, {"sessions": 251}, {"sessions": 6, "ratings_every": 0}):
        with pytest.raises(BadRequest, match="has to be at"):
            weekly(**parts, code="x")


@pytest.mark.parametrize(
    "given",
    [
        {"spread": Spread.UNIFORM},
        {"spread": Spread.UNIFORM, "low": 2.0, "high": 1.0},
        {"spread": Spread.LOGNORMAL, "low": 0.0, "high": 1.0},
    ],
)
def test_a_spread_needs_its_bounds(given):
    with pytest.raises(InvalidValue):
        Parameter(name="mine", value=1.0, unit="1", meaning="mine", source="mine", basis=Basis.ASSUMED, **given)


def test_parameters():
    shipped = as_published()
    assert shipped.but(effect_ipt=0.1).hash != shipped.hash == shipped.but().hash
    assert shipped.but({"effect_ipt": 0.1}, scenario="mine").scenario == "mine"
    for ask in (lambda: shipped["nothing"], lambda: shipped.but(nothing=1.0), lambda: scenario("rosy"),
                lambda: scenario(["as_published"]), lambda: posterior_draw(posterior_size())):  # fmt: skip
        with pytest.raises(BadRequest, match=r"there|unknown scenario"):
            ask()
    for value in ("0.1", True, None, float("nan"), [0.1]):
        with pytest.raises(BadRequest, match="effect_ipt has to be a finite number"):
            shipped.but(effect_ipt=value)
    with pytest.raises(BadRequest, match="whole number"):
        posterior_draw(1.5)
    assert shipped.but(effect_ipt=np.float32(0.5)) == shipped.but(effect_ipt=0.5)
    assert scenario("as_published") == shipped
    assert scenario("bias_discounted") == bias_discounted() != shipped
    assert shipped["effect_usual_care"] < bias_discounted()["effect_ipt"] < shipped["effect_ipt"]
    assert len({len(column) for column in shipped.table().values()}) == 1
    assert len({parameter.source for parameter in shipped}) > 5
    drawn, low = posterior_draw(5), posterior_draw(5, "bias_discounted")
    assert drawn["effect_ipt"] > low["effect_ipt"]
    assert drawn.scenario == "as_published"
    assert low.scenario == "bias_discounted"


def test_what_ships_is_the_centre_of_the_posterior():
    from iptcore.simulation.inputs.default_parameters import _posterior

    posterior, shipped = _posterior(), as_published()
    assert [shipped[name] for name in posterior["names"]] == posterior["centre"]
    fitted = sorted(item.name for item in shipped if item.spread is Spread.POSTERIOR)
    assert fitted == posterior["names"]
    assert len(posterior["draws"]) >= 200


def test_an_arm_without_sessions_has_no_mechanisms():
    with pytest.raises(BadRequest, match="no sessions"):
        track(simulate(IPT_PLAN, 5, seed=1, arm="usual_care"))


def test_summaries_are_asked_for_likewise():
    with pytest.raises(BadRequest):
        summarise(IPT_PLAN, -1, seed=1)


def test_expected_courses():
    line = expected("HRSD-17", 20, 8)
    assert list(line.percentiles.values()) == sorted(line.percentiles.values())
    assert expected("HRSD-17", 14, 0).lowest_baseline == 14
    medians = [expected("HRSD-17", 20, session).percentiles[50] for session in range(17)]
    assert medians[0] > medians[8] > medians[16]
    with pytest.raises(BadRequest, match="instrument"):
        expected("mood", 20, 8)
    for scale, baseline, session, said in (
        ("HRSD-17", 20, 17, "at most 16"), ("HRSD-17", 20, "8", "whole number"), ("HRSD-17", "20", 8, "finite number"),
        (["HRSD-17"], 20, 8, "instrument"), ("HRSD-17", 13, 8, "says nothing on others"),
        ("HRSD-17", 52, 8, "says nothing on others"),
    ):  # fmt: skip
        with pytest.raises(BadRequest, match=said):
            expected(scale, baseline, session)


def test_a_score_is_placed_among_simulated_ones():
    for few in ([], [(0, 20)], [(3, 20), (4, 20)], [(0, 20), (0, 21)]):
        assert not place("HRSD-17", few).placed
        assert place("HRSD-17", few).words.startswith("not enough ratings")
    high, low, middle = (place("HRSD-17", [(0, 20), (8, score)]) for score in (40, 0, 11))
    assert high.words == "above the 95th percentile of simulated courses"
    assert (high.above, high.below) == (95, None)
    assert low.words == "at or below the 5th percentile of simulated courses"
    assert middle.words.startswith("between the ")
    assert all(reading.placed and "no prognosis" in reading.caveat for reading in (high, low, middle))
    assert place("HRSD-17", [(8, 11), (0, 30), (0, 20)]) == middle
    assert place("HRSD-17", [(0, 20), (17, 11)]).words == "the table ends with session 16"
    outside = place("HRSD-17", [(0, 40), (8, 11)])
    assert not outside.placed
    assert "outside the table" in outside.words
    for scale, ratings, said in (
        ("HRSD-17", [(0, 20), (8, 53)], "a score on HRSD-17"), ("PHQ-9", [(0, -1)], "a score on PHQ-9"),
        ("HRSD-17", [(-1, 20)], "at least 0"), ("HRSD-17", [(0.5, 20)], "whole number"), ("mood", [], "instrument"),
    ):  # fmt: skip
        with pytest.raises(BadRequest, match=said):
            place(scale, ratings)


def test_the_table_that_ships_is_that_of_the_model():
    built, shipped = build(seed=7, draws=4, courses=4000), _table()
    assert built["percentiles"] == shipped["percentiles"]
    for scale, lines in shipped["scales"].items():
        assert np.abs(np.subtract(built["scales"][scale]["bands"][1:], lines["bands"][1:])).max() <= 2
        assert np.abs(np.subtract(built["scales"][scale]["scores"], lines["scores"])).mean() < 1.5


def test_own_scales_and_arms_in_a_few_lines():
    mine = Scale(name="mine", intercept=2.0, slope=0.5, own_sd=1.0, error_sd=1.0, highest=30, source="mine")
    arm = Arm(name="mine", parts=(Part(effect=0.2, per=Per.WEEK, pace="mine"),), leaving=-2.0, sessions=False)
    cohort = simulate(IPT_PLAN, 2000, seed=1, arm=arm, scales=(mine, "HRSD-17"))
    assert cohort.primary == "mine"
    assert np.nanmax(cohort.scores()) <= 30
    assert cohort.scores("HRSD-17").shape == (17, 2000)
    assert np.isnan(cohort.summary().figures()["below_cutoff"])
    assert cohort.last_score("HRSD-17").mean() < simulate(IPT_PLAN, 2000, seed=1).last_score().mean() + 10
    assert "mine" not in ARMS


def test_a_misspelt_parameter_gets_the_nearest_one():
    with pytest.raises(BadRequest, match=r"no parameter of that name: did you mean effect_ipt\?"):
        as_published().but(effect_iptt=0.1)
    with pytest.raises(BadRequest, match=r"name: use one of \d+ names, such as entry_mean, .*; the attribute numbers"):
        as_published().item("zzz")
