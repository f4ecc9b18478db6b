"""The rules of IPT by topic.

A rule holds its words, its source and its predicates. The numbers that it asks with are fields of the protocol: those
of IPT stand in ``protocol/ipt.py``, those of the others in ``protocol/catalogue/``. What each means, and what holds
where a protocol says nothing, stands in ``protocol/protocol.py``.
"""

from iptcore.protocol.rule import Rule
from iptcore.protocol.rules import (
    announcing_the_ending,
    changing_the_contract,
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
    *changing_the_contract.RULES,
    *keeping_to_contract.RULES,
    *working.RULES,
    *progress.RULES,
    *announcing_the_ending.RULES,
    *ending.RULES,
    *relapse_plan.RULES,
    *leaving.RULES,
    *groups.RULES,
)
"""Every rule, in the order of the work: the order of a checklist."""
