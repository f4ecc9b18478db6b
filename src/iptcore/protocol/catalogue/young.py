"""Children and adolescents."""

from iptcore.model.inventory import ClosenessCircle
from iptcore.model.problem_area import InterpersonalDeficits, RoleDispute, RoleTransition
from iptcore.protocol.ipt import IPT, OPEN, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, ConsentGiver, Frequency, Purpose

__all__ = ["FB_IPT", "IPT_A", "IPT_AST"]

IPT_A = IPT.adapt(
    code="ipt-a",
    edition="2004",
    name="IPT-A",
    initial_sessions=Between(1, 4),
    frequencies=(Frequency.WEEKLY,),
    ages=Between(12, 18),
    consent_by=(ConsentGiver.GUARDIAN_WITH_ASSENT, ConsentGiver.COMPETENT_MINOR),
    excludes=(
        Condition.PSYCHOSIS,
        Condition.BIPOLAR_DISORDER,
        Condition.SUBSTANCE_USE,
        Condition.INTELLECTUAL_DISABILITY,
    ),
    circle=ClosenessCircle(rings=("innermost", "inner", "middle", "outer")),
    levels={
        "S03a": Level.DEFINING,
        "I04b": Level.DEFINING,
        "M03a": Level.DEFINING,
        "M10a": Level.DEFINING,
        "M10b": Level.DEFINING,
        "G04a": Level.ADVISORY,
        "G04b": Level.ADVISORY,
        "G04c": Level.ADVISORY,
    },
    cited={
        "sessions": cite("F24 R"),
        "initial_sessions": cite("R"),
        "frequencies": cite("F24"),
        "ages": cite("F24"),
        "consent_by": cite("D"),
        "areas": cite("F27"),
        "excludes": cite("F24 R"),
        "circle": cite("R"),
        "S03a": cite("F25"),
        "I04b": cite("R"),
        "M03a": cite("F25"),
        "M10a": cite("F22"),
        "M10b": cite("F22"),
        "G04a": cite("F26"),
        "G04b": cite("F26"),
        "G04c": cite("F26"),
    },
)
"""IPT for adolescents of 12 to 18 years with a mild or moderate depression (Mufson): a limited sick role, caregivers
at three points, work at home. Who consents is for the law of the place to say: change *consent_by* and
*adult_from*. That somebody is acutely suicidal or homicidal is no diagnosis here, but an assessment of risk that asks
for urgent action."""

FB_IPT = IPT_A.adapt(
    code="fb-ipt",
    edition="1",
    name="FB-IPT",
    sessions=exactly(14),
    initial_sessions=OPEN,
    ages=Between(8, 12),
    consent_by=(ConsentGiver.GUARDIAN_WITH_ASSENT,),
    cited={
        "sessions": cite("R"),
        "initial_sessions": cite("D"),
        "frequencies": cite("F86"),
        "ages": cite("F86"),
        "consent_by": cite("D"),
    },
)
"""Family-based IPT for children of 8 to 12 years (Dietz): built on IPT-A, with sessions of parent and child
together."""

IPT_AST = IPT_A.adapt(
    code="ipt-ast",
    edition="1",
    name="IPT-AST",
    sessions=exactly(8),
    by_purpose=((Purpose.PRE_GROUP, exactly(2)), (Purpose.GROUP, exactly(8))),
    initial_sessions=Between(1, 3),
    minutes=exactly(90),
    minutes_by_purpose=((Purpose.PRE_GROUP, OPEN), (Purpose.REGULAR, OPEN)),
    span_days=OPEN,
    announced_ahead=1,
    focal_areas=Between(0, 2),
    areas=(RoleDispute, RoleTransition, InterpersonalDeficits),
    ages=Between(12, 16),
    indications=(Condition.SUBTHRESHOLD_DEPRESSION,),
    group_size=Between(4, 7),
    levels={
        "I01a": Level.OFF,
        "I01b": Level.BINDING,
        "I04a": Level.OFF,
        "I04b": Level.OFF,
        "G01a": Level.DEFINING,
        "G04a": Level.OFF,
        "G04b": Level.OFF,
        "G04c": Level.OFF,
    },
    cited={
        "sessions": cite("F28 F87"),
        "by_purpose": cite("F28"),
        "initial_sessions": cite("F28"),
        "minutes": cite("F28"),
        "minutes_by_purpose": cite("D"),
        "frequencies": cite("F28"),
        "span_days": cite("D"),
        "announced_ahead": cite("D"),
        "focal_areas": cite("D"),
        "areas": cite("F28"),
        "ages": cite("F28"),
        "indications": cite("F28"),
        "group_size": cite("F28"),
        "I01a": cite("F28 D"),
        "I01b": cite("F28 D"),
        "I04a": cite("D"),
        "I04b": cite("D"),
        "G01a": cite("F28"),
        "G04a": cite("D"),
        "G04b": cite("D"),
        "G04c": cite("D"),
    },
)
"""Adolescent skills training (Young & Mufson), which prevents depression in adolescents of 12 to 16 years with
raised symptoms: two individual and eight group sessions that teach skills. Its goals may be those of the group,
so no focus of one's own is asked for; nobody is ill, so there is no sick role. Grief is none of its areas.
Caregivers are asked for only where a source says so, which here none does."""
