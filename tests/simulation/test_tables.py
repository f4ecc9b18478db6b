"""Tables as researchers' tools take them: 64 bits, and what is missing is missing to all of them."""

import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from iptcore.exports import tables as exports
from iptcore.extras import MissingPackage
from iptcore.simulation import (
    COLUMNS,
    IPT_PLAN,
    Policy,
    client_table,
    data_dictionary,
    kaplan_meier,
    long_table,
    simulate,
    survival_table,
    write_parquet,
)

OWN = np.arange(500)


@pytest.fixture(scope="module")
def cohort():
    clients = {"age": OWN % 60 + 18, "site": (OWN % 3).astype(np.uint64), "dose": OWN.astype(np.float32)}
    return simulate(IPT_PLAN, 500, seed=7, trial_size=50, clients=clients)


@pytest.fixture(scope="module")
def tables(cohort):
    survival = survival_table(cohort)
    return {
        "long": long_table(cohort),
        "clients": client_table(cohort),
        "survival": survival,
        "km": kaplan_meier(survival),
    }


def test_every_number_has_64_bits(tables):
    for table in tables.values():
        assert {np.asarray(column).dtype.name for column in table.values()} <= {"int64", "float64", "bool"}


def test_differences_and_products_do_not_wrap_around(cohort, tables):
    table = pd.DataFrame(tables["clients"])
    assert (table.sessions - table.weeks).max() <= 0
    assert (table.weeks * 30).max() == 30 * int(table.weeks.max())
    polars = pl.DataFrame(tables["clients"])
    assert polars.select((pl.col("weeks") - pl.col("sessions") - 40).min()).item() < 0
    assert (cohort["sessions"] - cohort["weeks"]).max() <= 0
    assert cohort["age"].dtype == np.int64
    assert cohort.scores().dtype == np.float64


def test_what_policies_are_shown_does_not_wrap_around():
    shown = set()

    def attendance(state):
        arrays = [state.sessions, state.missed_in_a_row, state.arm, state.score, state.severity, state.start]
        shown.update(array.dtype.name for array in [*arrays, *state.covariates.values()])
        assert not any(array.flags.writeable for array in state.covariates.values())
        return np.where(state.sessions - state.week > 0, 0.0, 0.9)

    clients = {"large": np.array([2**63, 1, 2], np.uint64)}
    assert simulate(IPT_PLAN, 3, seed=7, policy=Policy(attendance=attendance), clients=clients)["sessions"].max() > 3
    assert shown == {"int64", "float64"}


@pytest.mark.parametrize(("name", "column"), [("long", "score"), ("clients", "months_well")])
def test_missing_is_missing_everywhere(tables, name, column):
    table = tables[name]
    missing = int(np.isnan(table[column]).sum())
    assert 0 < missing < len(table[column])
    assert pd.DataFrame(table)[column].isna().sum() == missing
    polars = pl.DataFrame(table)[column]
    assert (polars.null_count(), polars.is_nan().sum(), polars.dtype) == (missing, 0, pl.Float64)
    assert pa.table(table)[column].null_count == missing
    np.testing.assert_array_equal(polars.to_numpy(), table[column])
    assert np.nanmean(table[column]) == pytest.approx(polars.mean())


def test_parquet_holds_numbers_gaps_and_meanings(tables, tmp_path):
    for name, table in tables.items():
        write_parquet(table, tmp_path / name)
        back = pq.read_table(tmp_path / name)
        assert back.equals(pa.table(table))
        for field in back.schema:
            meaning = data_dictionary(table)["meaning"][back.schema.names.index(field.name)]
            assert field.metadata[b"meaning"].decode() == meaning


def test_parquet_asks_for_pyarrow(tables, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackage, match=r'write_parquet needs pyarrow, .* pip install "pyarrow"'):
        write_parquet(tables["long"], tmp_path / "none")


def test_the_codebook_tells_every_column(tables):
    for table in tables.values():
        codebook = data_dictionary(table)
        assert codebook["column"] == list(table)
        for column, kind, meaning in zip(*codebook.values(), strict=True):
            assert kind == np.asarray(table[column]).dtype.name
            assert bool(meaning) == (column not in {"site", "dose"})
    codebook = data_dictionary(tables["clients"])
    assert codebook["meaning"][codebook["column"].index("age")] == COLUMNS["age"].partition(": ")[2]


def test_the_codebook_of_recorded_courses_has_types_and_no_meaning_of_a_column_of_the_simulator(cohort, tmp_path):
    recorded = {course.client: course for course in cohort.courses(range(3))}
    for table in (exports.long_table(recorded), exports.wide_table(recorded), exports.survival_table(recorded)):
        codebook = data_dictionary(table)
        assert set(codebook["type"]) <= {"str", "int64", "float64", "bool"}
        assert set(codebook["meaning"]) == {""}
        write_parquet(table, tmp_path / "recorded")
        assert pq.read_table(tmp_path / "recorded").equals(pa.table(table))
    assert data_dictionary({"mine": [1, None]})["type"] == ["int64"]
