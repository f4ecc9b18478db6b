"""Every protocol that ships, as a clinician can check it: its numbers, what makes it itself, and its sources."""

from itertools import chain

import pytest

from iptcore.errors import InvalidValue, UnknownName
from iptcore.events import MiddleBegun, SessionHeld
from iptcore.protocol.catalogue import CATALOGUE, IPT, IPT_A, protocol
from iptcore.protocol.differences import differences, in_words
from iptcore.protocol.ipt import OPEN, about, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite
from iptcore.values import fields_of

by_code = pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
adaptations = pytest.mark.parametrize("protocol", CATALOGUE[1:], ids=lambda protocol: protocol.code)

OURS = cite("D")

# -- the numbers -------------------------------------------------------------------------------------------------------

# Sessions, sessions of the initial phase, minutes, how often, days from the first session to the last.
NUMBERS = {
    "ipt": ("12-16", "1-3", "45-50", "weekly, twice weekly", "77-123"),
    "ipt-uk": ("up to 16", "1-4", "45-50", "weekly, twice weekly", "any"),
    "ipt-scotland": ("12-20", "any", "45-55", "weekly", "any"),
    "ipt-sr": ("any", "1-3", "45-50", "weekly, fortnightly, monthly", "any"),
    "ipt-va": ("16", "1-3", "45-50", "weekly", "77-123"),
    "ipt-a": ("12-16", "1-4", "45-50", "weekly", "77-123"),
    "fb-ipt": ("14", "any", "45-50", "weekly", "77-123"),
    "ipt-ast": ("8", "1-3", "90", "weekly", "any"),
    "ipt-b": ("8-9", "up to 2", "45-50", "weekly", "any"),
    "ipc": ("3-7", "any", "27-33", "weekly, flexible", "any"),
    "ipt-who": ("8", "1", "81-99", "weekly", "any"),
    "ipsrt": ("18-22", "any", "45-60", "weekly, fortnightly, monthly", "119-154"),
    "ipt-m": ("36", "any", "45-50", "monthly", "1064-1096"),
    "ipt-c": ("any", "any", "45-50", "fortnightly, monthly", "89-276"),
    "ipt-d": ("16-18", "1-3", "45-50", "weekly", "77-140"),
    "ipt-bpd": ("34-42", "any", "45-50", "weekly, twice weekly", "231-306"),
    "ipt-postpartum": ("12", "1-3", "45-50", "weekly", "77-123"),
    "ipt-antenatal": ("16", "1-3", "45-50", "weekly", "77-123"),
    "ipt-antenatal-brief": ("8-9", "up to 2", "45-50", "weekly", "any"),
    "ipt-moms": ("9", "up to 2", "45-50", "weekly", "any"),
    "ipt-telephone": ("12", "1-3", "60", "weekly", "77-112"),
    "ipt-bn": ("16-20", "1-3", "50", "weekly", "105-153"),
    "ipt-bed": ("16-20", "1-3", "50", "weekly", "105-153"),
    "ipt-osfed": ("16-20", "1-3", "50", "weekly", "105-153"),
    "ipt-g": ("20", "any", "90", "weekly", "any"),
    "ipt-ptsd": ("14", "1-3", "50", "weekly", "77-123"),
    "ipt-sad": ("14-16", "1-3", "45-50", "weekly", "77-123"),
    "ipt-late-life": ("any", "1-3", "45-50", "weekly, monthly", "any"),
    "ipt-ci": ("any", "1-3", "45-50", "flexible", "any"),
    "ipt-cm": ("16", "1-3", "45-50", "weekly", "77-123"),
    "ipt-inpatient": ("15-23", "3-6", "45-55", "thrice weekly", "28-35"),
}

FOUR = "grief, role dispute, role transition, interpersonal deficits"

# What an adaptation treats and works on, where that is not what the baseline does.
CHOICES = {
    "ipt-uk": {"labels": "client: patient, interpersonal_deficits: interpersonal sensitivity"},
    "ipt-scotland": {"labels": "client: patient, interpersonal_deficits: interpersonal sensitivity"},
    "ipt-sr": {
        "areas": "role dispute, role transition, grief",
        "grief_losses": "death, perinatal death, separation, health, other",
        "tapering": "yes",
        "range_contract": "yes",
        "own_techniques": "interpersonal incident, content and process affect, attachment exploration",
        "labels": "client: patient, termination: conclusion, grief: grief and loss",
    },
    "ipt-va": {"labels": "client: patient, middle: intermediate"},
    "ipt-a": {
        "ages": "12-18",
        "consent_by": "guardian with assent, competent minor",
        "excludes": "psychosis, bipolar disorder, substance use, intellectual disability",
        "circle": "innermost, inner, middle, outer",
    },
    "fb-ipt": {
        "ages": "8-12",
        "consent_by": "guardian with assent",
        "excludes": "psychosis, bipolar disorder, substance use, intellectual disability",
        "circle": "innermost, inner, middle, outer",
    },
    "ipt-ast": {
        "by_purpose": "pre group: 2, group: 8",
        "minutes_by_purpose": "pre group: any, regular: any",
        "announced_ahead": "1",
        "focal_areas": "0-2",
        "areas": "role dispute, role transition, interpersonal deficits",
        "ages": "12-16",
        "consent_by": "guardian with assent, competent minor",
        "indications": "subthreshold depression",
        "excludes": "psychosis, bipolar disorder, substance use, intellectual disability",
        "group_size": "4-7",
        "circle": "innermost, inner, middle, outer",
    },
    "ipt-b": {"announced_ahead": "1"},
    "ipc": {"announced_ahead": "1", "indications": "subthreshold depression, major depression"},
    "ipt-who": {
        "by_purpose": "pre group: 1, group: 8",
        "minutes_by_purpose": "pre group: any, regular: any",
        "announced_ahead": "1",
        "group_size": "any",
        "labels": (
            "client: member, role_dispute: dispute, role_transition: life change, "
            "interpersonal_deficits: loneliness and social isolation"
        ),
    },
    "ipsrt": {
        "areas": f"{FOUR}, lost healthy self",
        "tapering": "yes",
        "indications": "bipolar disorder",
        "treats": "bipolar disorder",
        "primary_instruments": "HRSD-17, PHQ-9, BDI-II, BDI-I, MADRS, QIDS-SR16, CES-D, EPDS, YMRS",
        "own_techniques": "social rhythm monitoring",
        "labels": "client: patient, lost_healthy_self: grief for the lost healthy self",
    },
    "ipt-c": {"tapering": "yes", "follows": "yes", "labels": "client: patient, middle: continuation"},
    "ipt-m": {"tapering": "yes", "follows": "yes", "labels": "client: patient, middle: maintenance"},
    "ipt-d": {"indications": "dysthymia"},
    "ipt-bpd": {"indications": "borderline personality"},
    "ipt-postpartum": {
        "areas": "role dispute, role transition, grief",
        "indications": "perinatal depression, major depression",
        "labels": "client: patient, grief: bereavement",
    },
    "ipt-antenatal": {
        "areas": f"{FOUR}, complicated pregnancy",
        "indications": "perinatal depression, major depression",
    },
    "ipt-antenatal-brief": {"announced_ahead": "1", "indications": "perinatal depression, major depression"},
    "ipt-moms": {"announced_ahead": "1"},
    "ipt-telephone": {"indications": "perinatal depression, major depression"},
    "ipt-bn": {"indications": "bulimia nervosa", "primary_instruments": "EDE-Q"},
    "ipt-bed": {"indications": "binge eating", "primary_instruments": "EDE-Q"},
    "ipt-osfed": {"indications": "other eating disorder", "primary_instruments": "EDE-Q"},
    "ipt-g": {
        "by_purpose": "pre group: 3, group: 20",
        "minutes_by_purpose": "pre group: any, regular: any",
        "indications": "binge eating",
        "primary_instruments": "EDE-Q",
        "group_size": "any",
    },
    "ipt-ptsd": {
        "areas": "grief, role dispute, role transition",
        "indications": "post traumatic stress",
        "primary_instruments": "CAPS-5, CAPS, PCL-5",
    },
    "ipt-sad": {
        "areas": "grief, role dispute, role transition, role insecurity",
        "indications": "social anxiety",
        "primary_instruments": "LSAS",
    },
    "ipt-late-life": {"tapering": "yes", "ages": "60 or more"},
    "ipt-ci": {
        "range_contract": "yes",
        "consent_by": "self, legal representative",
        "treats": "cognitive impairment",
    },
    "ipt-cm": {"areas": "role dispute"},
    "ipt-inpatient": {"by_purpose": "regular: 15, group: 8", "minutes_by_purpose": "group: any"},
}

# The clauses that weigh something else than in the baseline. What each asks for stands in the reference of rules.
OFF_FOR_A_CUT_OFF = {"I01a": "off", "I01b": "binding"}  # a symptom threshold or suitability, and no diagnosis
CAREGIVERS = {"G04a": "advisory", "G04b": "advisory", "G04c": "advisory"}
ADOLESCENT = {"S03a": "defining", "I04b": "defining", "M03a": "defining", "M10a": "defining", "M10b": "defining"}
GROUP = {"G01a": "defining", "G02a": "binding", "G02b": "binding"}

LEVELS = {
    "ipt-uk": {"I11a": "off"},
    "ipt-scotland": {"I11a": "off"},
    "ipt-sr": OFF_FOR_A_CUT_OFF | {"I04a": "off", "M10b": "advisory", "T06a": "off", "T06b": "advisory"},
    "ipt-a": ADOLESCENT | CAREGIVERS,
    "fb-ipt": ADOLESCENT | CAREGIVERS,
    "ipt-ast": OFF_FOR_A_CUT_OFF
    | {"S03a": "defining", "M03a": "defining", "M10a": "defining", "M10b": "defining"}
    | {"I04a": "off", "G01a": "defining"},
    "ipc": OFF_FOR_A_CUT_OFF | {"E05a": "advisory"},
    "ipt-who": OFF_FOR_A_CUT_OFF
    | GROUP
    | {"I04a": "off", "I11a": "off", "M03a": "defining", "M10a": "defining", "M10b": "defining", "E05a": "advisory"},
    "ipsrt": {"S07c": "binding", "M15a": "defining"},
    "ipt-c": {"I04a": "off", "M13a": "off", "M13b": "off"},
    "ipt-m": {"I04a": "off", "M13a": "off", "M13b": "off"},
    "ipt-bn": {"M09a": "defining"},
    "ipt-bed": {"M09a": "defining"},
    "ipt-osfed": {"M09a": "defining"},
    "ipt-g": {"M09a": "defining"} | GROUP,
    "ipt-ptsd": {"M08a": "defining"},
    "ipt-ci": CAREGIVERS,
    "ipt-cm": {"G05a": "binding", "G05f": "binding", "G05h": "binding", "G05g": "advisory"}
    | {f"G05{letter}": "safeguard" for letter in "bcde"},
}

# What no source states and we decided, beside what was left open.
DECISIONS = {
    "ipt-a": {"consent_by"},
    "ipt-ci": {"consent_by"},
    "ipt-cm": {"G05g"},
    "ipt-inpatient": {"minutes_by_purpose"},
    "fb-ipt": {"consent_by"},
    "ipt-ast": {"minutes_by_purpose", "announced_ahead", "focal_areas", "consent_by", "I04a"},
    "ipt-b": {"announced_ahead"},
    "ipc": {"announced_ahead"},
    "ipt-who": {"minutes_by_purpose", "announced_ahead"},
    "ipsrt": {"primary_instruments"},
    "ipt-c": {"I04a", "M13a", "M13b"},
    "ipt-m": {"I04a", "M13a", "M13b"},
    "ipt-antenatal-brief": {"announced_ahead"},
    "ipt-moms": {"announced_ahead"},
    "ipt-bn": {"primary_instruments"},
    "ipt-bed": {"primary_instruments"},
    "ipt-osfed": {"primary_instruments"},
    "ipt-g": {"minutes_by_purpose", "primary_instruments"},
    "ipt-sad": {"primary_instruments"},
}

IN_NUMBERS = ("sessions", "initial_sessions", "minutes", "frequencies", "span_days")


@by_code
def test_numbers(protocol):
    assert tuple(in_words(getattr(protocol, name)) for name in IN_NUMBERS) == NUMBERS[protocol.code]


@adaptations
def test_choices(protocol):
    choices = {
        difference.what: in_words(difference.second)
        for difference in differences(IPT, protocol)
        if difference.what not in (*IN_NUMBERS, *IPT.clauses)
    }
    assert choices == CHOICES.get(protocol.code, {})


@adaptations
def test_levels(protocol):
    levels = {item.what: item.second.label for item in differences(IPT, protocol) if item.what in IPT.clauses}
    assert levels == LEVELS.get(protocol.code, {})


@adaptations
def test_decisions_of_our_own(protocol):
    ours = {item.what for item in differences(IPT, protocol) if item.source == OURS and item.second != OPEN}
    assert ours == DECISIONS.get(protocol.code, set())


# -- where they come from ----------------------------------------------------------------------------------------------

STATES_NO_FACT = {"code", "edition", "name", "rules", "levels", "instruments", "cited"}


@by_code
def test_every_number_and_choice_is_cited(protocol):
    fields = {field.name for field in fields_of(Protocol)} - STATES_NO_FACT
    assert fields <= {name for name, _ in protocol.cited}


@by_code
def test_every_changed_level_is_cited(protocol):
    assert {name for name, _ in protocol.cited if name in protocol.clauses} == {code for code, _ in protocol.levels}


@adaptations
def test_what_is_left_open_is_our_decision_or_said_to_be_open(protocol):
    said_to_be_open = {"ipt-sr", "ipt-late-life", "ipt-ci", "ipt-who"}
    opened = {item.what for item in differences(IPT, protocol) if item.second == OPEN and item.source != OURS}
    assert not opened or protocol.code in said_to_be_open


def test_an_adaptation_cites_what_it_changes_as_a_decision_unless_it_says_otherwise():
    mine = IPT.adapt(
        code="mine",
        sessions=Between(8, 10),
        minutes=Between(60, 60),
        levels={"M10b": Level.DEFINING, "S03a": Level.GRAVE},
        labels={"client": "guest"},
        cited={"minutes": cite("F47"), "S03a": cite("F25")},
    )
    assert [str(mine.citation(name)) for name in ("sessions", "labels", "M10b")] == ["mine (decision)"] * 3
    assert (mine.citation("minutes"), mine.citation("S03a")) == (cite("F47"), cite("F25"))
    assert mine.citation("initial_sessions") == IPT.citation("initial_sessions")
    assert (mine.label("client"), mine.label("middle")) == ("guest", "middle")
    assert mine.level(mine.clauses["S03a"]) is Level.GRAVE


FACTS_ARE_NEVER_REFUSED = "expected refusing levels only for clauses on decisions"


@pytest.mark.parametrize("level", [level for level in Level if level.refuses])
@pytest.mark.parametrize("code", ["M03a", "S04b", "S18a", "C02a"])
def test_no_protocol_refuses_a_fact(code, level):
    with pytest.raises(InvalidValue, match=FACTS_ARE_NEVER_REFUSED):
        IPT.adapt(code="strict", levels={code: level})


def test_an_adaptation_leaves_no_safeguard_out():
    with pytest.raises(InvalidValue, match=r"expected every safeguard of IPT, got rules without .*S01a, .*T03f"):
        IPT.adapt(code="bare", rules=())
    graver = IPT.adapt(code="graver", levels={"S14a": Level.GRAVE})
    for rule in IPT.rules:
        lost = [clause.code for clause in rule.clauses if clause.level is Level.SAFEGUARD]
        without = {"code": "less", "rules": tuple(other for other in IPT.rules if other is not rule)}
        lower = {**without, "rules": (*without["rules"], _weighed_as(Level.ADVISORY, rule))}
        grave = {**without, "rules": (*without["rules"], _weighed_as(Level.GRAVE, rule))}
        for base, change in ((IPT, without), (IPT, lower), (IPT, grave), (graver, without)):
            if lost:
                with pytest.raises(InvalidValue, match=f"got rules without {', '.join(lost)}; write rules="):
                    base.adapt(**change)
            else:
                assert base.adapt(**change).rules == change["rules"]


def _weighed_as(level, rule):
    return rule.replace(clauses=tuple(clause.replace(level=level) for clause in rule.clauses))


def test_a_protocol_that_adapts_no_other_has_the_rules_that_it_is_given():
    assert Protocol(code="bare", edition="0", name="Bare", rules=()).rules == ()


def test_what_is_no_rule_is_refused_as_such():
    with pytest.raises(InvalidValue, match=r"rules\[0\]: expected a Rule"):
        IPT.adapt(code="mine", rules=("S14",))


def test_no_rule_of_ones_own_refuses_a_fact():
    clause = Clause(code="X01a", on=(SessionHeld, MiddleBegun), level=Level.SAFEGUARD, asks="x", kept=lambda *_: True)
    rule = Rule(code="X01", says="x", source=cite("D"), clauses=(clause,))
    with pytest.raises(InvalidValue, match=FACTS_ARE_NEVER_REFUSED):
        IPT.adapt(code="strict", rules=(*IPT.rules, rule))


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_a_safeguard_is_never_weighed_as_less_than_grave(protocol):
    safeguards = [code for code, clause in protocol.clauses.items() if protocol.level(clause) is Level.SAFEGUARD]
    for code in safeguards:
        for level in (Level.DEFINING, Level.ADVISORY, Level.OFF):
            with pytest.raises(InvalidValue, match="never has a level below grave"):
                protocol.adapt(code="lax", levels={code: level})
            if protocol.clauses[code].level is Level.SAFEGUARD:
                with pytest.raises(InvalidValue, match="never has a level below grave"):
                    protocol.replace(levels=((code, level),))
        for level in (Level.BINDING, Level.GRAVE):
            weighed = protocol.adapt(code="own", levels={code: level})
            assert weighed.level(weighed.clauses[code]) is level


def test_what_protects_the_client_is_a_safeguard_and_nothing_else_is():
    assert {code for code, clause in IPT.clauses.items() if IPT.level(clause) is Level.SAFEGUARD} == {
        *("S01a", "S01b", "S13a", "S13b", "S15a"),
        *("S02a", "S04a", "S04e", "S05a", "S05b", "S14a", "S10a", "S17a"),
        *("I08a", "C04a", "C04b", "C04c", "T03f"),
    }


@pytest.mark.parametrize(
    ("part", "twice"),
    [
        ("levels", (("S02a", Level.OFF), ("S02a", Level.BINDING))),
        ("labels", (("client", "patient"), ("client", "guest"))),
        ("cited", (("sessions", OURS), ("sessions", cite("F2")))),
    ],
)
def test_nothing_is_said_twice(part, twice):
    with pytest.raises(InvalidValue, match="one level for a clause, one label for a word, one source"):
        IPT.replace(**{part: twice})


@pytest.mark.parametrize("name", ["Sessions", "S99a", "K01a"])
def test_only_fields_and_clauses_are_cited(name):
    with pytest.raises(InvalidValue, match="fields of a protocol or of clauses"):
        IPT.adapt(code="mine", cited={name: OURS})


# -- the catalogue as a whole ------------------------------------------------------------------------------------------


def test_each_protocol_is_there_once():
    assert [protocol.code for protocol in CATALOGUE] == list(NUMBERS)
    assert len({protocol.name for protocol in CATALOGUE}) == len(CATALOGUE)
    assert CATALOGUE[0] is IPT


def test_all_protocols_have_the_same_rules():
    assert {protocol.rules for protocol in CATALOGUE} == {IPT.rules}


def test_no_level_is_changed_to_what_it_was():
    changes = ((protocol.code, code, level) for protocol in CATALOGUE for code, level in protocol.levels)
    same = {(name, code) for name, code, level in changes if level is IPT.clauses[code].level}
    # Adolescent skills training takes back what it has from IPT-A.
    assert same == {("ipt-ast", code) for code in ("I04b", "G04a", "G04b", "G04c")}


def test_every_clause_counts_somewhere():
    levels = {code: {protocol.level(clause) for protocol in CATALOGUE} for code, clause in IPT.clauses.items()}
    assert [code for code, weighs in levels.items() if weighs == {Level.OFF}] == []


def test_instruments_that_protocols_name_exist():
    named = chain.from_iterable(protocol.primary_instruments for protocol in CATALOGUE)
    assert {code for code in named if IPT.instrument(code) is None} == set()


def test_substance_use_is_advised_against_everywhere_and_has_no_protocol():
    assert {protocol.level(protocol.clauses["S08a"]) for protocol in CATALOGUE} == {Level.ADVISORY}
    assert not any("substance_use" in protocol.indications + protocol.treats for protocol in CATALOGUE)


def test_a_protocol_is_found_by_its_code():
    assert protocol("ipt-a") is IPT_A


def test_an_unknown_protocol_is_answered_with_those_there_are():
    with pytest.raises(UnknownName, match=r"unknown protocol: choose one of ipt, ipt-uk, .*, ipt-inpatient") as refused:
        protocol("client-17")
    assert "client-17" not in str(refused.value)


@pytest.mark.parametrize(("number", "low", "high"), [(20, 18, 22), (30, 27, 33), (50, 45, 55), (90, 81, 99)])
def test_about_is_within_a_tenth(number, low, high):
    assert about(number) == Between(low, high)
    assert exactly(number) == Between(number, number)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Between(12, 16), "12-16"),
        (Between(8, 8), "8"),
        (Between(None, 16), "up to 16"),
        (Between(60, None), "60 or more"),
        (Between(None, None), "any"),
        (Between(0.5, 1), "0.5-1"),
    ],
)
def test_a_range_in_words(span, words):
    assert str(span) == words
