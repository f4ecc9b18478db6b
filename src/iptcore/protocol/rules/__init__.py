"""The rules of IPT by topic."""

from iptcore.protocol.rule import Rule
from iptcore.protocol.rules import (
    agreements,
    consent,
    contact,
    contract,
    ending,
    entering,
    focus,
    groups,
    leaving,
    progress,
    relapse_plan,
    safety,
    suitability,
    understanding,
    working,
)

RULES: tuple[Rule, ...] = (
    *consent.RULES,
    *safety.RULES,
    *contact.RULES,
    *suitability.RULES,
    *understanding.RULES,
    *focus.RULES,
    *agreements.RULES,
    *entering.RULES,
    *contract.RULES,
    *working.RULES,
    *progress.RULES,
    *ending.RULES,
    *relapse_plan.RULES,
    *leaving.RULES,
    *groups.RULES,
)
"""Every rule, in the order of the work: the order of a checklist."""
