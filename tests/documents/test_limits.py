"""Size, depth, items and strings are measured before anything is built, and only JSON is read."""

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptcore.documents import BadDocument, Limits, from_json, plain_data
from iptcore.errors import InvalidValue

from .usual import MANY

EMPTY = '{"schema": "iptcore/course", "version": 2, "entries": []}'


def refusal(text: Any, **tight: int) -> str:
    with pytest.raises(BadDocument) as caught:
        from_json(text, limits=Limits(**tight))
    (fault,) = caught.value.faults
    assert fault.path == ""
    return fault.expected


def test_each_limit_holds_at_its_number_and_not_one_further() -> None:
    small = {"bytes": len(EMPTY), "depth": 2, "items": 5, "string": len("iptcore/course")}
    from_json(EMPTY, limits=Limits(**small))
    for name in ("bytes", "depth", "string"):
        assert str(small[name] - 1) in refusal(EMPTY, **{**small, name: small[name] - 1})
    assert refusal(EMPTY[:-1] + ' , "a": [[1, 2], [3, [4, 5, 6]]]}', items=8) == "at most 8 items in all"


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text() | st.sampled_from(['"]', "[[", "\\", '\\"', '\\\\"[', ",,", '":{']),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


@MANY
@given(ANYTHING, st.integers(1, 8), st.booleans())
def test_depth_is_measured_exactly_whatever_texts_hold(data: Any, depth: int, plain: bool) -> None:
    text = json.dumps(data, ensure_ascii=plain)
    deep = depth_of(data) > depth
    assert (plain_data._text_beyond(text.encode("utf-8", "replace"), Limits(depth=depth)) is not None) is deep
    assert (plain_data._data_beyond(data, Limits(depth=depth)) is not None) is deep


def test_data_that_stand_in_many_places_are_counted_before_they_are_spread_out() -> None:
    data = [1]
    for _ in range(9):
        data = [data] * 100  # type: ignore[list-item]  # spread out, these would be 10**18
    fault = plain_data._data_beyond(data, Limits(items=1_000))
    assert fault is not None
    assert fault.expected == "at most 1000 items in all"


@MANY
@given(ANYTHING)
def test_items_are_never_counted_too_low(data: Any) -> None:
    items = items_in(data)
    if items > 1:
        tight = Limits(items=items - 1)
        for fault in (plain_data._text_beyond(json.dumps(data).encode(), tight), plain_data._data_beyond(data, tight)):
            assert fault is not None
            assert fault.expected == f"at most {items - 1} items in all"
    assert plain_data._data_beyond(data, Limits(items=max(items, 1))) is None


def items_in(data: Any) -> int:
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return len(inside) + sum(map(items_in, inside))


def depth_of(data: Any) -> int:
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return max(map(depth_of, inside), default=0) + (isinstance(data, (dict, list)))


@pytest.mark.parametrize("nested", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 50_000])
def test_nesting_without_end(nested: str) -> None:
    assert refusal(nested) == "at most 32 levels of nesting"


def test_a_caller_deep_down_gets_a_refusal_too() -> None:
    def down(levels: int) -> None:
        if levels:
            down(levels - 1)
        else:
            from_json("[" * 90 + "]" * 90, limits=Limits(depth=100))

    with pytest.raises(BadDocument):
        down(0)
    refusal = None
    for levels in range(700, 1_000):
        try:
            down(levels)
        except BadDocument as bad:
            refusal = str(bad)
        except RecursionError:
            break
    assert refusal is not None


def test_limits_themselves_are_checked() -> None:
    with pytest.raises(InvalidValue, match="depth"):
        Limits(depth=101)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "JSON"),
        (" ", "JSON"),
        (EMPTY[:-1], "JSON"),
        (EMPTY[:20], "JSON"),
        (EMPTY + "x", "JSON"),
        (EMPTY + EMPTY, "JSON"),
        ("{'schema': 1}", "JSON"),
        ("\x00" + EMPTY, "JSON"),
        ('{"a": "\n"}', "JSON"),
        ("]", "JSON"),
        ("\ufeff" + EMPTY, "text in UTF-8 without a byte-order mark"),
        (b"\xef\xbb\xbf" + EMPTY.encode(), "text in UTF-8 without a byte-order mark"),
        (EMPTY.encode("utf-16"), "text in UTF-8"),
        (EMPTY.encode() + b"\xff", "text in UTF-8"),
        (b'"\xed\xa0\x80"', "text in UTF-8"),
        ("\ud800", "text in UTF-8"),
        (None, "text or bytes"),
        (5, "text or bytes"),
        (bytearray(EMPTY.encode()), "text or bytes"),
        ("5", "an object"),
        ("NaN", "an object"),
        ('"text"', "an object"),
    ],
    ids=repr,
)
def test_only_json_is_read(text: Any, expected: str) -> None:
    assert refusal(text) == expected


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("courses/grief.json", "if this is the name of a file, give the text of the file"),
        (Path("courses/grief.json"), 'give its text, as path.read_text(encoding="utf-8")'),
        ({}, "json.dumps(data)"),
        (EMPTY[:-1], "look there; it may have been cut off"),
        ("", "look there; it may have been cut off"),
    ],
    ids=repr,
)
def test_the_advice_for_a_file_or_data_is_to_give_the_text(text: Any, advice: str) -> None:
    with pytest.raises(BadDocument) as caught:
        from_json(text)
    assert advice in str(caught.value)


def test_several_lines_that_are_no_json_are_not_taken_for_the_name_of_a_file() -> None:
    """`python -m iptcore review README.md` said to give the text of the file."""
    with pytest.raises(BadDocument, match=r"column 1; a document begins with {$"):
        from_json("# A course\nof treatment")


def test_no_huge_number_is_built_even_where_python_allows_it() -> None:
    allowed = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        assert plain_data.parsed("it", "9" * 639, Limits()) == int("9" * 639)
        assert plain_data.parsed("it", "9" * 640, Limits()) == math.inf
    finally:
        sys.set_int_max_str_digits(allowed)


def test_several_documents_in_one_text_are_read_line_by_line():
    with pytest.raises(BadDocument, match=r"line 2, column 1; one document ends before it: .*\(NDJSON\) line by line"):
        from_json("{}\n{}")


def test_the_place_is_told() -> None:
    with pytest.raises(BadDocument, match="something else at line 2, column 9; look there"):
        from_json('{\n  "a": 1x}')
