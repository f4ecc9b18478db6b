"""What the client is treated for, and what else is the case."""

from attrs import field

from iptcore.constraints import several, shown, text
from iptcore.values import Value, value
from iptcore.vocabulary import CareKind, CodeSystem, Condition, DiagnosisRole


@value
class ConcurrentCare(Value):
    """Treatment by somebody else at the same time."""

    kind: CareKind = field(metadata=shown("Kind of care"))
    ongoing: bool | None = field(default=None, metadata=shown("Still given"))
    details: str | None = field(default=None, metadata=text("Details"))


@value
class Diagnosis(Value):
    """A diagnosis made by a human; iptcore never makes one.

    *condition* is the clinician's own word for what it is, and the only part that rules read; *system* and *code* carry
    it to other systems. *active* is None where nobody recorded whether it is. An illness of the past that has come back
    is two diagnoses: one of the past, and a target or comorbid one.
    """

    condition: Condition = field(metadata=shown("Condition"))
    role: DiagnosisRole = field(metadata=shown("Role", "what it is in this course"))
    system: CodeSystem | None = field(default=None, metadata=shown("Code system"))
    code: str | None = field(default=None, metadata=text("Code", longest=32))
    label: str | None = field(default=None, metadata=text("Label", longest=200))
    active: bool | None = field(default=None, metadata=shown("Active now"))
    exclusions_screened: tuple[Condition, ...] = field(
        default=(), metadata=several("Exclusions screened", "conditions asked about and not found")
    )
    concurrent_care: tuple[ConcurrentCare, ...] = field(default=(), metadata=several("Concurrent care"))

    @property
    def is_present(self) -> bool | None:
        """Whether the client has it now; None where nobody recorded it.

        A diagnosis of the past is not present. If it is recorded as active all the same, it is: of two statements that
        contradict each other, the one that protects the client counts (our decision), and C14c questions the report.
        """
        return False if self.active is None and self.role is DiagnosisRole.PAST else self.active
