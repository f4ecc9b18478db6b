"""The dictionary holds to the documented rules of REDCap, and the data to the dictionary."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from iptcore import IPT, Course, InvalidValue, replay
from iptcore.documents import from_json
from iptcore.events import CourseOpened, SessionHeld, SymptomsRated
from iptcore.exports.redcap import COLUMNS, redcap
from iptcore.model.measure import Instrument
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.vocabulary import Modality, TechniqueName

ROOT = Path(__file__).parents[2]
COURSES = {
    path.stem: from_json(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("examples/courses/*.json"))
}
DAY = date(2026, 1, 5)
OPENED = CourseOpened(on=DAY, client="c-017", protocol="ipt", edition="2018", consent=True, age=34)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def fields(dictionary: str) -> dict[str, dict[str, str]]:
    return {row["Variable / Field Name"]: row for row in read(dictionary)}


def codes(row: dict[str, str]) -> list[str]:
    choices = row["Choices, Calculations, OR Slider Labels"]
    return [choice.split(", ", 1)[0] for choice in choices.split(" | ")] if choices else []


def against(dictionary: str) -> list[str]:
    """What breaks the rules of a data dictionary."""
    rows = read(dictionary)
    faults = [] if next(csv.reader(io.StringIO(dictionary))) == list(COLUMNS) else ["columns"]
    names = [row["Variable / Field Name"] for row in rows]
    faults += ["the first field is no record_id"] if names[0] != "record_id" else []
    faults += ["a name twice"] if len(set(names)) < len(names) else []
    faults += [f"name {name}" for name in names if not re.fullmatch(r"[a-z](_?[a-z0-9])*", name) or len(name) > 100]
    forms = [row["Form Name"] for row in rows]
    faults += (
        ["forms that are not together"]
        if len({*forms}) != len([f for f, g in zip(forms, ["", *forms], strict=False) if f != g])
        else []
    )
    for row in rows:
        kind, validation = row["Field Type"], row["Text Validation Type OR Show Slider Number"]
        if kind not in ("text", "dropdown", "yesno", "checkbox"):
            faults.append("field type")
        if validation not in ("", "integer", "number") or (validation and kind != "text"):
            faults.append("validation")
        if (kind in ("dropdown", "checkbox")) != bool(codes(row)):
            faults.append("choices")
        if any(not re.fullmatch("[a-z0-9_]+", code) for code in codes(row)) or len({*codes(row)}) < len(codes(row)):
            faults.append("codes")
        if not row["Field Label"]:
            faults.append("label")
    return faults


def against_data(project: Any) -> list[str]:
    """What an import would refuse."""
    known, rows = fields(project.dictionary), read(project.data)
    forms = {row["Form Name"] for row in known.values()}
    columns = {
        "record_id",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        *(f"{form}_complete" for form in forms),
    }
    for name, row in known.items():
        boxes = [f"{name}___{code}" for code in codes(row)]
        columns |= set(boxes) if row["Field Type"] == "checkbox" else {name}
    faults = [] if set(rows[0]) == columns else [f"columns {set(rows[0]) ^ columns}"]
    places = [
        tuple(row[key] for key in ("record_id", "redcap_repeat_instrument", "redcap_repeat_instance")) for row in rows
    ]
    faults += ["a place twice"] if len(set(places)) < len(places) else []
    for row in rows:
        for key, cell in row.items():
            field = known.get(key.split("___")[0])
            if not cell or field is None or key == "record_id":
                continue
            if field["Form Name"] != (row["redcap_repeat_instrument"] or "course"):
                faults.append(f"{key} in another form")
            if field["Field Type"] == "dropdown" and cell not in codes(field):
                faults.append(f"{key} is no choice")
            if field["Field Type"] in ("yesno", "checkbox") and cell not in ("0", "1"):
                faults.append(f"{key} is not 0 or 1")
            if field["Text Validation Type OR Show Slider Number"] == "integer" and not re.fullmatch("-?[0-9]+", cell):
                faults.append(f"{key} is no integer")
            for bound, beyond in (("Min", float.__lt__), ("Max", float.__gt__)):
                end = field[f"Text Validation {bound}"]
                if end and beyond(float(cell), float(end)):
                    faults.append(f"{key} is out of range")
    return faults


def test_the_example_courses_fit_their_dictionary() -> None:
    project = redcap(IPT, COURSES)
    assert against(project.dictionary) == []
    assert against_data(project) == []
    assert {row["record_id"] for row in read(project.data)} == set(COURSES)


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_every_protocol_has_a_dictionary(protocol: Any) -> None:
    course = from_json((ROOT / "tests" / "courses" / f"{protocol.code}.json").read_text(encoding="utf-8"))
    project = redcap(protocol, {"c": course})
    assert against(project.dictionary) + against_data(project) == []


def test_the_checks_find_what_breaks_the_rules() -> None:
    project = redcap(IPT, COURSES)
    for old, new in (
        ("record_id", "Record ID"), ("yesno", "truth"), ("integer", "int"), ("session_day,", "session__day,"),
        ('"regular, regular', '"regular! | x, regular'), ("age,course", "age,other"),
    ):  # fmt: skip
        assert against(project.dictionary.replace(old, new, 1)), old
    assert against_data(project._replace(data=project.data.replace("regular", "usual")))


def test_sessions_and_ratings_repeat() -> None:
    session_held = SessionHeld(
        on=DAY + timedelta(7),
        minutes=50,
        modality=Modality.VIDEO,
        techniques=(TechniqueName.ROLE_PLAY,),
        risk_checked=True,
    )
    rated = [SymptomsRated(on=DAY + timedelta(days), instrument="PHQ-9", total=total, suicide_item=0)
             for days, total in ((0, 18), (7, 12.5))]  # fmt: skip
    project = redcap(IPT, {"c": replay([OPENED, session_held, *rated])})
    course, session, first, second = read(project.data)
    assert {key: cell for key, cell in course.items() if cell} == {
        "record_id": "c", "protocol": "ipt", "edition": "2018", "age": "34", "status": "open", "days": "7",
        "course_complete": "2",
    }  # fmt: skip
    assert (session["redcap_repeat_instrument"], session["redcap_repeat_instance"]) == ("session", "1")
    assert (session["session_day"], session["session_minutes"], session["session_modality"]) == ("7", "50", "video")
    assert (session["session_techniques___role_play"], session["session_techniques___timeline"]) == ("1", "0")
    assert (session["session_risk_checked"], session["session_task_set"]) == ("1", "")
    assert (first["redcap_repeat_instrument"], first["phq_9_total"], first["phq_9_complete"]) == ("phq_9", "18", "2")
    assert (second["redcap_repeat_instance"], second["phq_9_total"]) == ("2", "12.5")


def test_an_instrument_has_a_form_with_its_range() -> None:
    own = Instrument(code="SESSION", name="My questions", low=1, high=7, whole=False)
    protocol = IPT.adapt(code="mine", instruments=(*IPT.instruments, own), primary_instruments=("SESSION",))
    known = fields(redcap(protocol, {"c": replay([OPENED])}).dictionary)
    assert (known["session_2_total"]["Text Validation Min"], known["session_2_total"]["Text Validation Max"]) == (
        "1",
        "7",
    )
    assert against(redcap(protocol, {"c": replay([OPENED])}).dictionary) == []


def test_what_cannot_be_a_record_is_refused() -> None:
    with pytest.raises(InvalidValue, match="courses that were opened"):
        redcap(IPT, {"c": Course()})
    unknown = SymptomsRated(on=DAY, instrument="MY-5", total=3)
    with pytest.raises(InvalidValue, match="among its instruments"):
        redcap(IPT, {"c": replay([OPENED, unknown])})
