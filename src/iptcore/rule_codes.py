"""The codes of rules and clauses: their form, and which rule a clause belongs to."""

CODE = r"[A-Z]{1,8}[0-9]{2,3}[a-z]?"
"""The form of the code of a rule or clause, as a regular expression."""


def rule_code(clause: str) -> str:
    """The code of the rule that a clause belongs to: ``S02`` of ``S02a``."""
    return clause[:-1]


def clause_and_rule(clause: str) -> tuple[str, str]:
    """The codes by which a reason or a departure may name a clause: its own, and that of its whole rule."""
    return clause, rule_code(clause)
