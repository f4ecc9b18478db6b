"""What a notebook shows of courses, protocols, refusals and cohorts."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from iptcore import IPT, Course, CourseOpened, MiddleBegun, NotAllowed
from iptcore.documents import from_json
from iptcore.events import LifeEventRecorded, RelationshipRecorded
from iptcore.notebook import MOST_ROWS, html_table
from iptcore.simulation import IPT_PLAN, simulate

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "courses").glob("*.json"))


def rows(shown):
    return ET.fromstring(shown).findall("tbody/tr")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_course_shows_its_timeline_and_nothing_private(path):
    course = from_json(path.read_text(encoding="utf-8"))
    shown = course._repr_html_()
    assert len(rows(shown)) == len(course.timeline)
    private = {one.life_event.what for one in course.all(LifeEventRecorded)} | {course.client}
    private |= {f"'{one.relationship.key}'" for one in course.all(RelationshipRecorded)}
    assert [words for words in private if words in shown] == []


def test_a_course_that_is_not_opened_says_so():
    assert "Course: not opened<" in Course()._repr_html_()
    opened = IPT.open(on=date(2026, 1, 5), client="c-1", consent=True)
    assert "Course: open, initial phase<" in opened._repr_html_()
    assert [cell.text for cell in ET.fromstring(opened._repr_html_()).iter("th")] == ["entry", "day", "event"]
    cells = [cell.text for cell in ET.fromstring(opened._repr_html_()).iter("td")]
    assert cells == ["1", "2026-01-05", repr(opened.opening)]


def test_a_protocol_shows_its_clauses():
    shown = IPT._repr_html_()
    assert len(rows(shown)) == min(len(IPT.clauses), MOST_ROWS)
    assert [cell.text for cell in ET.fromstring(shown).iter("th")] == ["clause", "level", "asks"]
    first = next(iter(IPT.clauses.values()))
    cells = [cell.text for cell in ET.fromstring(shown).iter("td")][:3]
    assert cells == [first.code, first.level.label, first.asks]


def test_a_refusal_shows_every_objection():
    opened = IPT.apply(
        Course(), CourseOpened(on=date(2026, 1, 5), client="c-1", protocol=IPT.code, edition=IPT.edition, consent=True)
    )
    with pytest.raises(NotAllowed) as refused:
        IPT.apply(opened, MiddleBegun(on=date(2026, 1, 5)))
    shown = refused.value._repr_html_()
    assert len(rows(shown)) == len(refused.value.objections)
    assert "MiddleBegun is not allowed" in shown
    assert [cell.text for cell in ET.fromstring(shown).iter("th")] == ["clause", "level", "asks", "source"]
    first = refused.value.objections[0]
    cells = [cell.text for cell in ET.fromstring(shown).iter("td")][:4]
    assert cells == [first.code, first.level.label, first.asks, str(first.source)]


def test_a_cohort_shows_its_columns():
    cohort = simulate(IPT_PLAN, 3, seed=1)
    assert len(rows(cohort._repr_html_())) == len(cohort.columns)


def test_a_table_escapes_its_words_and_counts_what_it_leaves_out():
    shown = html_table("<b>", ["a & b"], [["<script>"]] * (MOST_ROWS + 2))
    assert "<b>" not in shown
    assert "<script>" not in shown
    assert "rows not shown: 2" in shown
    assert len(rows(shown)) == MOST_ROWS
