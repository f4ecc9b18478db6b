"""What iptcore wrote before it wrote instruments by their codes can still be read and made again."""

import base64
import io
import json
from pathlib import Path

import pytest

from iptcore.simulation import Arm, BadRequest, Cohort, Manifest, Policy, Trial, rerun

STORED = Path(__file__).parent / "stored"
MANIFESTS = json.loads((STORED / "manifests_2026_11.json").read_text())


def test_a_stored_cohort_is_read_with_the_codes_of_its_instruments():
    cohort = Cohort.load(io.BytesIO(base64.b64decode((STORED / "cohort_2026_11.base64").read_text())))
    assert [name for name in cohort.columns if name.startswith("score.")] == ["score.HRSD-17", "score.PHQ-9"]
    assert cohort.primary == "HRSD-17"
    again = rerun(cohort.manifest, other_versions=True)
    assert again.summary() == cohort.summary()
    assert (again.scores("PHQ-9") == cohort.scores("PHQ-9")).sum() > len(cohort)


@pytest.mark.parametrize("task", MANIFESTS)
def test_a_stored_manifest_makes_its_result_again(task):
    manifest = Manifest.from_dict(MANIFESTS[task])
    again = rerun(manifest, other_versions=True)
    assert again.manifest.parameter_hash == manifest.parameter_hash
    assert again.manifest.task == task
    arguments = again.manifest.arguments
    assert json.loads(arguments)["form"] == 2
    assert not any(word in arguments for word in ("hrsd_17", "phq_9", "bdi_i"))
    # What is written now is read as it is.
    assert rerun(again.manifest).manifest == again.manifest


def test_a_policy_of_a_later_form_is_refused():
    stored = Manifest.from_dict(MANIFESTS["simulate"])
    arguments = json.loads(stored.arguments)
    arguments["policy"]["functions"] = ["forgetting"]
    with pytest.raises(BadRequest, match="damaged"):
        rerun(stored.replace(arguments=json.dumps(arguments)), other_versions=True)


def test_whatever_the_name_of_an_arm_its_policy_comes_back():
    arm = Arm(name="is", parts=(), leaving=-3.0)
    trial = Trial(arms=("ipt", arm), per_arm=2, policies={"is": Policy(name="as it is")})
    results = trial.run(seed=1)
    assert rerun(results.manifest).trial.policies == {"is": Policy(name="as it is")}
