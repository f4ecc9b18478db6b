"""The rules of IPT by topic."""

from iptcore.protocol.rule import Rule
from iptcore.protocol.rules import (
    consent,
    contract,
    ending,
    focus,
    groups,
    leaving,
    relapse_plan,
    safety,
    suitability,
    understanding,
    working,
)

RULES: tuple[Rule, ...] = (
    *consent.RULES,
    *safety.RULES,
    *suitability.RULES,
    *understanding.RULES,
    *focus.RULES,
    *contract.RULES,
    *working.RULES,
    *ending.RULES,
    *relapse_plan.RULES,
    *leaving.RULES,
    *groups.RULES,
)
"""Every rule, in the order of the work: the order of a checklist."""
