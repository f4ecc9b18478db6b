"""Techniques: what a therapist does in a session, where it fits, and what belongs to other therapies.

Definitions are reported from the literature; the lists of techniques themselves were read for the manuals of Weissman,
Markowitz & Klerman (F21 of the bibliography) and for IPT-A (F22).
"""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field

from iptcore.constraints import several, shown, text
from iptcore.model.problem_area import (
    ComplicatedPregnancy,
    InterpersonalDeficits,
    ProblemArea,
    RoleDispute,
    RoleInsecurity,
    RoleTransition,
)
from iptcore.sources import Source, cite
from iptcore.validation import looked_up, unknown_name
from iptcore.values import Value, value
from iptcore.vocabulary import Phase, TechniqueName

_N = TechniqueName
_I, _M, _T = Phase.INITIAL, Phase.MIDDLE, Phase.TERMINATION
_ALL = (_I, _M, _T)
# The manuals say in which phase a technique is at home; courses that were reported use most of them in others too. A
# phase is left out only where the work for it is not done yet, or is done (our decision).

_DISPUTE = (RoleDispute,)
# Areas that take the place of another in an adaptation take its techniques with them (our decision).
_TRANSITION = (RoleTransition, ComplicatedPregnancy)
_DEFICITS = (InterpersonalDeficits, RoleInsecurity)


@value
class Technique(Value):
    """One technique and where it fits.

    *areas* are the problem areas it serves; empty: all of them. *own*: it belongs to the manuals of some protocols
    only, which name it among their own techniques. *other_therapy*: it is no technique of IPT; it can be recorded so
    that a departure can be seen.
    """

    name: TechniqueName = field(metadata=shown("Technique"))
    says: str = field(metadata=text("What it is", longest=200, private=False))
    phases: tuple[Phase, ...] = field(metadata=several("Phases", fewest=1))
    source: Source = field(metadata=shown("Source"))
    areas: tuple[type[ProblemArea], ...] = field(default=(), metadata=several("Problem areas", "empty: all"))
    own: bool = field(default=False, metadata=shown("Belongs to some protocols only"))
    other_therapy: bool = field(default=False, metadata=shown("Belongs to another therapy"))

    def serves(self, area: ProblemArea) -> bool:
        """Whether it fits this problem area."""
        return not self.areas or type(area) in self.areas


def _technique(
    name: TechniqueName,
    says: str,
    phases: tuple[Phase, ...],
    *areas: type[ProblemArea],
    marks: str = "F21 R",
    own: bool = False,
) -> Technique:
    return Technique(name=name, says=says, phases=phases, areas=areas, source=cite(f"{marks} D"), own=own)


def _of_another_therapy(name: TechniqueName, says: str) -> Technique:
    return Technique(name=name, says=says, phases=tuple(Phase), source=cite("F80 R"), other_therapy=True)


TECHNIQUES: Mapping[TechniqueName, Technique] = MappingProxyType(
    {
        technique.name: technique
        for technique in (
            _technique(_N.NONDIRECTIVE_EXPLORATION, "open prompts; the client leads where they go", _ALL),
            _technique(_N.DIRECT_ELICITATION, "targeted questions about one topic", _ALL),
            _technique(
                _N.ENCOURAGEMENT_OF_AFFECT,
                "help to notice feelings, to accept and express them, and to use them",
                _ALL,
            ),
            _technique(_N.CLARIFICATION, "saying it again in other words; pointing at contrasts and effects", _ALL),
            _technique(
                _N.COMMUNICATION_ANALYSIS,
                "one real exchange with somebody, put together again step by step",
                (_M, _T),
                *_DISPUTE,
                *_TRANSITION,
                *_DEFICITS,
            ),
            _technique(
                _N.DECISION_ANALYSIS, "listing what could be done, weighing it, choosing, and trying it out", (_M, _T)
            ),
            _technique(
                _N.ROLE_PLAY,
                "rehearsing an exchange that is to come, with feedback",
                (_M, _T),
                *_DISPUTE,
                *_TRANSITION,
                *_DEFICITS,
            ),
            _technique(
                _N.USE_OF_THERAPEUTIC_RELATIONSHIP,
                "what happens between client and therapist, as a sample of other relationships and never interpreted",
                (_M, _T),
                *_DISPUTE,
                *_DEFICITS,
            ),
            _technique(
                _N.PSYCHOEDUCATION, "teaching about the illness, its course and its treatment", _ALL, marks="F3 R"
            ),
            _technique(_N.DIRECTIVE_TECHNIQUE, "advice, modelling or practical help, sparingly", _ALL),
            _technique(_N.LIMIT_SETTING, "a firm frame where risk, calls or lateness need one", _ALL, marks="R"),
            _technique(_N.CONTRACT_SETTING, "agreeing on the frame of the treatment", _ALL, marks="F4 R"),
            _technique(
                _N.INTERPERSONAL_INVENTORY, "going through the people of the client's life", (_I, _M), marks="F3 R"
            ),
            _technique(_N.CLOSENESS_CIRCLE, "placing people in rings around the client", _ALL, marks="R"),
            _technique(_N.TIMELINE, "setting life events against mood over time", (_I, _M), marks="R"),
            _technique(_N.MOOD_EVENT_LINK, "connecting the mood of the week with what happened", _ALL, marks="F1 F13"),
            _technique(
                _N.INTERPERSONAL_INCIDENT,
                "one emotionally charged episode with somebody, told in detail",
                (_M, _T),
                *_DISPUTE,
                *_TRANSITION,
                marks="R",
                own=True,
            ),
            _technique(
                _N.CONTENT_AND_PROCESS_AFFECT,
                "feelings then, as they are told, beside feelings now, as they show",
                _ALL,
                marks="R",
                own=True,
            ),
            _technique(
                _N.WORK_AT_HOME,
                "something to try between sessions, agreed and looked at afterwards",
                _ALL,
                marks="F13 F22",
            ),
            _technique(_N.MOBILISING_SUPPORT, "finding people to lean on, and asking them", _ALL, marks="R"),
            _technique(
                _N.ATTACHMENT_EXPLORATION,
                "how the client attaches to people, as a guide to formulation and stance",
                (_I, _M),
                marks="R",
                own=True,
            ),
            _technique(
                _N.CONSOLIDATION_OF_GAINS,
                "naming what was gained and the client's skills behind it",
                (_M, _T),
                marks="F15 F16",
            ),
            _technique(
                _N.RELAPSE_PLANNING, "planning how to notice a relapse early and what to do", (_M, _T), marks="F9 F15"
            ),
            _technique(
                _N.SOCIAL_RHYTHM_MONITORING,
                "a weekly chart of when daily things are done and with whom",
                _ALL,
                marks="F32 R",
                own=True,
            ),
            _of_another_therapy(
                _N.TRANSFERENCE_INTERPRETATION, "reading the relationship to the therapist as a repeat of the past"
            ),
            _of_another_therapy(_N.COGNITIVE_RECORD, "writing down and testing thoughts, as in cognitive therapy"),
            _of_another_therapy(_N.DREAM_WORK, "working on dreams"),
            _of_another_therapy(_N.EXPOSURE, "planned contact with what is feared, as in exposure therapy"),
            _of_another_therapy(_N.BEHAVIOURAL_ACTIVATION, "scheduling activities, as in behavioural activation"),
        )
    }
)
"""Every technique by its name."""

COMMON_NAMES: Mapping[str, tuple[TechniqueName, ...]] = MappingProxyType(
    {
        "role-playing": (_N.ROLE_PLAY,),
        "communication skills training": (_N.COMMUNICATION_ANALYSIS, _N.ROLE_PLAY),
        "problem-solving": (_N.DECISION_ANALYSIS,),
        "exploration of attachment patterns": (_N.ATTACHMENT_EXPLORATION,),
    }
)
"""The four techniques that "Exploring the Principles of IPT" names (``article``), and what they are called here.

Communication skills are taught as such only in IPT-A and IPT-AST; attachment patterns are explored as such only by
Stuart & Robertson, and in the other manuals come nearest to the patterns of the inventory.
"""


def technique(name: TechniqueName) -> Technique:
    """What is known about a technique.

    Raises:
        UnknownName: for a name that is not in :data:`TECHNIQUES`.
    """
    technique = looked_up(TECHNIQUES, name)
    if technique is None:
        raise unknown_name("technique", name, TECHNIQUES)
    return technique
