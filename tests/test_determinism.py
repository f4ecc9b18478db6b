"""The same on every Python and under every hash seed: documents, reviews, words, simulated courses."""

import json
import os
import subprocess
import sys
from functools import cache

import pytest

import goldens
import whole_answers
from iptcore.documents import to_json
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.testing import faithful_course
from whole_courses import FOLDER

pytestmark = pytest.mark.slow


def test_the_reviews_are_those_that_are_stored():
    goldens.check("reviews.txt", whole_answers.reviews())


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_a_whole_course_is_written_as_it_is_stored(protocol):
    text = (FOLDER / f"{protocol.code}.json").read_text(encoding="utf-8")
    assert to_json(faithful_course(protocol), indent=True) + "\n" == text


def test_a_cohort_is_the_one_that_is_stored():
    goldens.check("simulated.txt", (line for line in whole_answers.simulated() if not line.startswith("{")))


@cache
def said_here() -> dict[str, list[str]]:
    return {name: list(part()) for name, part in whole_answers.PARTS.items()}


@pytest.mark.parametrize("hash_seed", [0, 1, 2])
def test_no_hash_seed_changes_an_answer(hash_seed):
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": paths}
    command = [sys.executable, whole_answers.__file__]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    for name, said in json.loads(done.stdout).items():
        assert said == said_here()[name], name
