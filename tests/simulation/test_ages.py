"""Clients whose ages were not passed in are adults: a result says so where its protocol is for others."""

import pytest

from iptcore import IPT
from iptcore.protocol.catalogue import FB_IPT, IPT_A, IPT_AST, IPT_LATE_LIFE
from iptcore.protocol.number_range import Between
from iptcore.simulation import Trial, as_published, describe, rerun, simulate, summarise
from iptcore.simulation.inputs.clients import DRAWN_AGES


@pytest.mark.parametrize("protocol", [IPT_A, IPT_AST, FB_IPT, IPT_LATE_LIFE], ids=lambda protocol: protocol.code)
def test_whoever_passes_no_ages_reads_that_they_are_not_those_of_the_protocol(protocol):
    drawn = simulate(protocol, 500, seed=7, parameters=as_published())
    assert drawn.plan.ages == protocol.ages
    assert (drawn["age"].min(), drawn["age"].max()) == DRAWN_AGES
    (said,) = (note for note in drawn.manifest.notes if "ages" in note)
    assert said in describe(protocol)
    assert f"{protocol.code} is for ages {protocol.ages}: pass yours" in said
    assert rerun(drawn.manifest).manifest == drawn.manifest
    assert said in summarise(protocol, 9, seed=7, parameters=as_published()).manifest.notes
    assert said in Trial(protocol=protocol, per_arm=4, parameters=as_published()).run(seed=7).manifest.notes


def test_ages_that_are_passed_in_are_those_of_the_courses_and_need_no_note():
    given = simulate(IPT_A, 4, seed=7, parameters=as_published(), clients={"age": [12, 14, 16, 18]})
    assert not any("ages" in note for note in given.manifest.notes)
    courses = [*given.courses()]
    assert [course.opening.age for course in courses] == [12, 14, 16, 18]
    assert not any(finding.objection.code == "S10b" for course in courses for finding in IPT_A.review(course))


def test_a_protocol_whose_ages_are_those_drawn_needs_no_note():
    adults = IPT.adapt(code="adults", ages=Between(18, None))
    assert len(simulate(adults, 4, seed=7, parameters=as_published()).manifest.notes) == 1
    assert simulate(IPT, 4, seed=7).manifest.notes == ()
