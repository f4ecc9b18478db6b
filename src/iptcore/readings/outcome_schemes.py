"""Two published ways to define response, remission, recovery, relapse and recurrence, as values.

They share little but the words. A review of 2018 (F57 of the bibliography) finds that the duration between remission
and recovery predicts nothing, and that the cut-off should be lower: so a scheme is always named, and users can write
their own.
"""

from collections.abc import Iterator
from typing import ClassVar

from attrs import field

from iptcore.constraints import pseudonym, several, text
from iptcore.model.figure import Figure
from iptcore.sources import Source, cite
from iptcore.values import Sense, Value, value


@value
class ScaleRange(Value):
    """A range of totals on one instrument, both ends included; *high* None: up to its highest total."""

    instrument: str = field(metadata=pseudonym(private=False))
    low: float
    high: float | None = None
    source: Source

    def holds(self, total: float) -> bool:
        """Whether *total* lies in the range."""
        return self.low <= total and (self.high is None or total <= self.high)

    @property
    def words(self) -> str:
        """The range in words."""
        return f"{self.low:g} or more" if self.high is None else f"{self.low:g} to {self.high:g}"


@value
class Scheme(Value):
    """How long a state must last to have its name, and what brings the full syndrome back.

    A scheme does not say how low a total must be: every instrument has its own published cut-off
    (:mod:`iptcore.model.measure`). *full_syndrome* and *partial_remission* are given for the instruments for which they
    are published; on others only a person's judgement shows a return. *response_days* is how long a response is held
    (0: one rating is enough), *recovery_months* counts from the onset of remission, and *silence* is the longest time,
    in days, between two ratings that is read as if nothing had happened in it.
    """

    name: str = field(metadata=text(longest=80, private=False))
    response_days: Figure
    remission_days: Figure
    recovery_months: Figure
    silence: Figure
    partial_remission: tuple[ScaleRange, ...] = field(default=(), metadata=several(by="instrument"))
    full_syndrome: tuple[ScaleRange, ...] = field(default=(), metadata=several(by="instrument"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("remission_days", "recovery_months"),
            expected="a recovery that comes no earlier than remission",
            holds=lambda scheme: scheme.recovery_months.number * 28 >= scheme.remission_days.number,
        ),
        Sense(
            fields=("response_days", "remission_days", "recovery_months", "silence"),
            expected="whole days and months",
            holds=lambda scheme: all(
                float(figure.number).is_integer()
                for figure in (scheme.response_days, scheme.remission_days, scheme.recovery_months, scheme.silence)
            ),
        ),
    )

    def partial_range(self, instrument: str) -> ScaleRange | None:
        """The totals of partial remission on an instrument; None where the scheme gives none."""
        return next((threshold for threshold in self.partial_remission if threshold.instrument == instrument), None)

    def full_range(self, instrument: str) -> ScaleRange | None:
        """The totals of the full syndrome on an instrument; None where the scheme gives none."""
        return next((threshold for threshold in self.full_syndrome if threshold.instrument == instrument), None)

    def facts(self) -> Iterator[tuple[str, Source]]:
        """Every number of the scheme in words, with its source."""
        for name in ("response_days", "remission_days", "recovery_months", "silence"):
            figure = getattr(self, name)
            yield f"{self.name}: {name.replace('_', ' ')} {figure.number:g}", figure.source
        for name in ("partial_remission", "full_syndrome"):
            for totals in getattr(self, name):
                yield f"{self.name}: {name.replace('_', ' ')} {totals.instrument} {totals.words}", totals.source


_SILENCE = Figure(
    number=92, source=cite("D"), means="three months: a quarterly follow-up is enough, a longer one is not"
)

FRANK_1991 = Scheme(
    name="Frank 1991",
    response_days=Figure(number=0, source=cite("FRANK1991"), means="days"),
    remission_days=Figure(number=14, source=cite("FRANK1991"), means="days"),
    recovery_months=Figure(number=6, source=cite("F57 FRANK1991"), means="months"),
    silence=_SILENCE,
    partial_remission=(ScaleRange(instrument="HRSD-17", low=8, high=14, source=cite("FRANK1991")),),
    full_syndrome=(ScaleRange(instrument="HRSD-17", low=15, source=cite("FRANK1991")),),
)
"""Frank and others 1991. Its durations may differ by instrument, and F57 words the cut-off as "below 7": unverified."""

ACNP_2006 = Scheme(
    name="ACNP 2006",
    response_days=Figure(number=21, source=cite("R"), means="days"),
    remission_days=Figure(number=21, source=cite("F56"), means="days"),
    recovery_months=Figure(number=4, source=cite("F56"), means="months"),
    silence=_SILENCE,
)
"""The task force of the American College of Neuropsychopharmacology 2006.

Its own remission is defined on symptoms, which a total does not hold: three weeks without sadness and without loss of
interest, with fewer than three of the other seven symptoms. Here it is read on the cut-off of the instrument.
"""

SCHEMES = (FRANK_1991, ACNP_2006)
"""The schemes that are published."""
