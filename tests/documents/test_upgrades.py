"""Old documents as plain data, step by step; what a step does not understand it leaves for the reader to refuse."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptcore.documents import faults
from iptcore.documents.upgrades import STEPS, VERSION, upgraded
from iptcore.model.partial_date import PartialDate
from iptcore.testing.values import values

from .usual import MANY


def as_in_version_1(moment: PartialDate) -> dict[str, Any]:
    parts = {name: part for name, part in vars(moment).items() if part is not None and part is not False}
    return {name: str(part) if name == "season" else part for name, part in parts.items()}


@MANY
@given(values(PartialDate))
def test_every_partial_date_of_version_1(moment: PartialDate) -> None:
    before = {"entries": [{"onset": as_in_version_1(moment)}]}
    kept = copy.deepcopy(before)
    assert upgraded(before, 1) == {"entries": [{"onset": str(moment)}]}
    assert before == kept


@pytest.mark.parametrize(
    "moment",
    [
        {},
        {"year": None},
        {"month": 3},
        {"year": "2024"},
        {"year": True},
        {"year": 2024, "month": 3.0},
        {"year": 2024, "day": 3},
        {"year": 2024, "season": "monsoon"},
        {"year": 2024, "season": 21},
        {"year": 2024, "season": "spring", "month": 3},
        {"year": 2024, "about": "yes"},
        {"year": 2024, "around": True},
        {"year": 10**5_000},
        {"year": -5},
    ],
)
def test_what_was_no_partial_date_is_refused_where_it_stands(moment: dict[str, Any]) -> None:
    entry = {"kind": "episode_recorded", "on": "2026-01-05", "onset": moment}
    assert upgraded({"entries": [entry]}, 1) == {"entries": [entry]}
    document = {"schema": "iptcore/course", "version": 1, "entries": [entry]}
    assert [fault.path for fault in faults("course", document)] == ["/entries/0/onset"]


@pytest.mark.parametrize("moment", [{"year": 2024, "month": 13}, {"year": 99}, {"year": 2024, "month": 2, "day": 30}])
def test_what_was_no_day_is_refused_too(moment: dict[str, Any]) -> None:
    entry = {"kind": "episode_recorded", "on": "2026-01-05", "onset": moment}
    document = {"schema": "iptcore/course", "version": 1, "entries": [entry]}
    assert [fault.path for fault in faults("course", document)] == ["/entries/0/onset"]


@MANY
@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_a_step_never_fails_and_keeps_what_is_none_of_its_business(data: Any) -> None:
    whole = {"a": data, "onset": data}
    kept = copy.deepcopy(whole)
    assert STEPS[1](whole) == kept
    assert whole == kept


def test_the_present_version_is_left_alone() -> None:
    data = {"onset": {"year": 2024}}
    assert upgraded(data, VERSION) is data


def test_an_explanation_follows_its_clause():
    def entry(rule: object) -> dict[str, object]:
        return {"entries": [{"kind": "departure_explained", "rule": rule}, {"kind": "not_done", "task": "S05a"}, 1]}

    assert upgraded(entry("S13d"), 2) == entry("S19a")
    for other in ("S13", "M01a", 7):
        assert upgraded(entry(other), 2) == entry(other)
