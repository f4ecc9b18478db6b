"""The bibliography, and how marks become sources."""

import pickle

import pytest

from iptcore.errors import InvalidValue, UnknownName
from iptcore.sources import ARTICLE, BIBLIOGRAPHY, LITERATURE, NICE_NG225, OWN, Citation, Source, Standing, Work, cite

NUMBERED = [f"F{number}" for number in range(1, 90) if number != 84] + ["F83b"]
EXTRACTS = ["F5", "F10", "F14", "F15", "F17", "F22", "F25", "F30", "F33", "F36", "F51", "F82", "F83", "F85"]

# Marks as they stand in the lists of rules | standing | text in a refusal
MARKS = [
    ("F9", "read", "US Department of Veterans Affairs"),
    ("F17", "reported", "Weissman, Markowitz & Klerman 2018 (reported)"),
    ("F9 F17", "reported", "US Department of Veterans Affairs; Weissman, Markowitz & Klerman 2018 (reported)"),
    ("F2 R", "unverified", "International Society of IPT; the literature (unverified)"),
    ("R", "unverified", "the literature (unverified)"),
    ("D", "decision", "iptcore (decision)"),
    ("F69 D", "decision", "CamCOPS; iptcore (decision)"),
    ("article D", "decision", "Exploring the Principles of IPT; iptcore (decision)"),
    ("R D, article", "decision", "the literature (unverified); iptcore (decision); Exploring the Principles of IPT"),
    ("F3; R", "unverified", "Markowitz 2006; the literature (unverified)"),
    ("F39", "read", "Markowitz 2015"),
    ("F39(U)", "reported", "Markowitz 2015 (reported)"),
    ("F83b", "read", "Clougherty, Stewart et al. 2014"),
    ("NG225", "unverified", "NICE NG225 (unverified)"),
]


@pytest.mark.parametrize(("marks", "standing", "words"), MARKS)
def test_marks_become_a_source(marks, standing, words):
    source = cite(marks)
    assert (source.standing, str(source)) == (standing, words)


def test_standings_run_from_the_strongest_to_the_weakest():
    assert list(Standing) == ["read", "reported", "unverified", "decision"]


def test_a_source_is_built_once():
    assert cite("F9 F17") is cite("F9 F17")


@pytest.mark.parametrize("marks", ["F84", "F9 nonsense", "f9", "(U)"])
def test_an_unknown_mark_is_named_by_its_place_and_never_shown(marks):
    with pytest.raises(UnknownName) as refused:
        cite(marks)
    assert str(refused.value).startswith(f"unknown source mark (number {len(marks.split())} of {len(marks.split())})")
    assert "nonsense" not in str(refused.value)
    assert "F9" in refused.value.known
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


@pytest.mark.parametrize("marks", ["", "F9 F9"])
def test_a_source_needs_one_work_and_none_twice(marks):
    with pytest.raises(InvalidValue, match="citations"):
        cite(marks)


def test_every_reference_of_our_notes_is_there():
    assert [key for key in NUMBERED if key not in BIBLIOGRAPHY] == []
    assert {ARTICLE, LITERATURE, OWN, NICE_NG225} <= set(BIBLIOGRAPHY.values())
    assert [key for key, work in BIBLIOGRAPHY.items() if key != work.key] == []


def test_short_names_tell_works_apart():
    names = [work.short for work in BIBLIOGRAPHY.values()]
    assert len(set(names)) == len(names)


def test_extracts_are_reported_and_never_linked():
    reported = [work for work in BIBLIOGRAPHY.values() if work.standing is not Standing.READ]
    assert sorted(work.key for work in reported if work.standing is Standing.REPORTED) == sorted(EXTRACTS)
    assert [work.key for work in reported if work.addresses or "http" in work.about] == []


def test_addresses_are_web_addresses():
    addresses = [address for work in BIBLIOGRAPHY.values() for address in work.addresses]
    assert [address for address in addresses if not address.startswith("https://") or address.count("//") > 1] == []


def test_a_work_shows_where_to_read_it():
    assert str(BIBLIOGRAPHY["F69"]) == (
        "CamCOPS: documentation of its tasks EPDS, CES-D, HAM-D, BDI and CGI"
        " · https://github.com/ucam-department-of-psychiatry/camcops"
    )


def test_a_source_of_ones_own():
    work = Work(key="mine", short="My trial 2026", about="the protocol of my trial")
    source = Source(citations=(Citation(work=work, standing=Standing.READ),))
    assert (str(source), source.standing) == ("My trial 2026", "read")


def test_sources_are_public_hashable_and_survive_pickling():
    source = cite("F9 F17")
    assert "Weissman, Markowitz & Klerman 2018" in repr(source)
    assert "…" not in repr(source)
    assert {pickle.loads(pickle.dumps(source)): 1}[source] == 1
