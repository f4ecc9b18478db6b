import pytest

from iptcore.protocol.catalogue import CATALOGUE, IPT, IPT_A, IPT_SR, IPT_VA
from iptcore.protocol.differences import Difference, comparison, differences, in_words
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite
from iptcore.vocabulary import Frequency

VA = """
             IPT                   IPT (US VA)                             source
sessions     12-16                 16                                      US Department of Veterans Affairs
frequencies  weekly, twice weekly  weekly                                  US Department of Veterans Affairs
labels       client: patient       client: patient, middle: intermediate   US Department of Veterans Affairs
"""


def always(protocol, course):
    return True


MINE = Rule(
    code="X01",
    says="one rule more",
    source=cite("F23"),
    clauses=(Clause(code="X01a", on=(), level=Level.ADVISORY, asks="do it", kept=always),),
)


def test_a_protocol_does_not_differ_from_itself():
    assert differences(IPT, IPT) == ()


def test_a_difference_names_field_both_values_and_the_source_of_the_second():
    sessions = differences(IPT, IPT_VA)[0]
    assert sessions == Difference("sessions", Between(12, 16), Between(16, 16), cite("F9"))
    assert differences(IPT, IPT_VA)[1].second == (Frequency.WEEKLY,)


def test_fields_come_first_and_then_clauses():
    names = [item.what for item in differences(IPT, IPT_A)]
    assert names[:2] == ["initial_sessions", "frequencies"]
    assert names[-3:] == ["G04a", "G04b", "G04c"]


def test_a_clause_differs_by_its_level():
    by_name = {item.what: item for item in differences(IPT, IPT_SR)}
    assert by_name["T06b"] == Difference("T06b", Level.OFF, Level.ADVISORY, cite("F6"))


def test_seen_from_the_other_side_the_source_is_that_of_the_rule():
    by_name = {item.what: item for item in differences(IPT_SR, IPT)}
    assert by_name["T06b"] == Difference("T06b", Level.ADVISORY, Level.OFF, cite("F58"))


def test_an_adaptation_without_a_name_of_its_own_is_told_apart_by_its_code():
    brief = IPT.adapt(code="brief", sessions=Between(8, 10))
    assert comparison(IPT, brief).splitlines()[0].split() == ["IPT", "(ipt)", "IPT", "(brief)", "source"]
    revised = brief.adapt(code="brief", edition="2", sessions=Between(8, 8))
    first = comparison(brief, revised).splitlines()[0]
    assert f"IPT (brief {brief.edition})" in first
    assert "IPT (brief 2)" in first


def test_a_rule_of_ones_own_is_a_difference_with_the_source_of_the_rule():
    mine = IPT.adapt(code="mine", rules=(*IPT.rules, MINE))
    assert differences(IPT, mine) == (Difference("X01a", None, Level.ADVISORY, cite("F23")),)
    assert differences(mine, IPT) == (Difference("X01a", Level.ADVISORY, None, cite("F23")),)


def test_the_same_value_from_another_source_is_no_difference():
    assert IPT.citation("sessions") != IPT_A.citation("sessions")
    assert "sessions" not in [item.what for item in differences(IPT, IPT_A)]


def test_as_a_table():
    lines = comparison(IPT, IPT_VA).splitlines()
    assert [line.split() for line in lines] == [line.split() for line in VA.strip("\n").splitlines()]
    for head in ("IPT ", "IPT (US VA)", "source"):
        start = lines[0].index(head)
        assert {line[start - 2 : start] for line in lines} == {"  "}
        assert all(line[start] != " " for line in lines)


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.code)
def test_every_difference_has_a_source_and_reads_as_words(one):
    for item in differences(IPT, one):
        assert item.source.citations
        assert "(" not in in_words(item.first) + in_words(item.second)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (None, "none"),
        ((), "none"),
        (True, "yes"),
        (False, "no"),
        (14, "14"),
        (Between(None, 2), "up to 2"),
        (Level.OFF, "off"),
        ((Frequency.WEEKLY, Frequency.TWICE_WEEKLY), "weekly, twice weekly"),
        ((("client", "patient"),), "client: patient"),
        (IPT.areas, "grief, role dispute, role transition, interpersonal deficits"),
        (IPT_A.circle, "innermost, inner, middle, outer"),
        (int, "<class 'int'>"),
    ],
)
def test_in_words(part, words):
    assert in_words(part) == words
