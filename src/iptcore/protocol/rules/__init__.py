"""The rules of IPT by topic."""

from iptcore.protocol.rule import Rule
from iptcore.protocol.rules import (
    consent,
    contact,
    contract_terms,
    ending,
    entering,
    focus,
    groups,
    keeping_to_contract,
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
    *contract_terms.RULES,
    *entering.RULES,
    *keeping_to_contract.RULES,
    *working.RULES,
    *progress.RULES,
    *ending.RULES,
    *relapse_plan.RULES,
    *leaving.RULES,
    *groups.RULES,
)
"""Every rule, in the order of the work: the order of a checklist."""
