"""A Dask cluster is an executor like any other."""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from distributed import Client, LocalCluster

from iptcore.simulation import IPT_PLAN, simulate, summarise
from iptcore.simulation.inputs.seeds import BLOCK

pytestmark = pytest.mark.slow


def test_a_dask_cluster_changes_nothing(monkeypatch):
    monkeypatch.setattr("iptcore.simulation.results.collecting.CHUNK", 1)
    asked = {"n": BLOCK + 900, "seed": 3, "trial_size": 100}
    serial = simulate(IPT_PLAN, **asked)
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, Client(cluster) as client, client.get_executor() as dask, ProcessPoolExecutor(2) as processes:
        for executor in (dask, processes):
            cohort = simulate(IPT_PLAN, **asked, executor=executor)
            assert cohort.manifest == serial.manifest
            for name, column in serial.columns.items():
                np.testing.assert_array_equal(cohort[name], column, err_msg=name)
            assert summarise(IPT_PLAN, **asked, executor=executor) == serial.summary()
