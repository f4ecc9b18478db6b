import pytest

from iptcore.errors import UnknownName
from iptcore.model.problem_area import Grief, RoleInsecurity
from iptcore.model.technique import COMMON_NAMES, TECHNIQUES, technique
from iptcore.sources import Standing
from iptcore.vocabulary import Loss, Phase, TechniqueName


def test_every_name_has_its_technique():
    assert set(TECHNIQUES) == set(TechniqueName)
    assert all(technique(name).name is name for name in TechniqueName)


def test_five_belong_to_other_therapies():
    assert {technique.name for technique in TECHNIQUES.values() if technique.other_therapy} == {
        TechniqueName.TRANSFERENCE_INTERPRETATION,
        TechniqueName.COGNITIVE_RECORD,
        TechniqueName.DREAM_WORK,
        TechniqueName.EXPOSURE,
        TechniqueName.BEHAVIOURAL_ACTIVATION,
    }


def test_some_belong_to_single_manuals():
    assert {technique.name for technique in TECHNIQUES.values() if technique.own} == {
        TechniqueName.INTERPERSONAL_INCIDENT,
        TechniqueName.CONTENT_AND_PROCESS_AFFECT,
        TechniqueName.ATTACHMENT_EXPLORATION,
        TechniqueName.SOCIAL_RHYTHM_MONITORING,
    }


def test_a_technique_without_areas_serves_all():
    grief = Grief(key="g", person="p-1", loss=Loss.DEATH)
    assert technique(TechniqueName.CLARIFICATION).serves(grief)
    assert not technique(TechniqueName.COMMUNICATION_ANALYSIS).serves(grief)
    assert technique(TechniqueName.ROLE_PLAY).serves(RoleInsecurity(key="i"))


def test_phases_and_sources_are_given():
    assert technique(TechniqueName.ROLE_PLAY).phases == (Phase.MIDDLE, Phase.TERMINATION)
    assert technique(TechniqueName.TIMELINE).source.standing is Standing.DECISION


def test_the_words_of_the_article_are_found():
    assert COMMON_NAMES["role-playing"] == (TechniqueName.ROLE_PLAY,)
    assert COMMON_NAMES["problem-solving"] == (TechniqueName.DECISION_ANALYSIS,)
    assert COMMON_NAMES["communication skills training"] == (
        TechniqueName.COMMUNICATION_ANALYSIS,
        TechniqueName.ROLE_PLAY,
    )
    assert COMMON_NAMES["exploration of attachment patterns"] == (TechniqueName.ATTACHMENT_EXPLORATION,)


@pytest.mark.parametrize("name", ["nope", ["role_play"], None])
def test_no_technique_goes_by_another_name(name):
    with pytest.raises(UnknownName, match="unknown technique: choose one of nondirective_exploration"):
        technique(name)
