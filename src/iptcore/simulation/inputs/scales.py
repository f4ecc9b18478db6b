"""Instruments rendered from latent severity, which is in points of the HRSD-17.

A score is ``round(clip(intercept + slope x (severity + fluctuation) + own + error, 0, highest))``: *own* stays with the
person, *error* is new at every rating. Intercepts and slopes were computed by weighted least squares over paired arm
means of the METAPSY depression data (DOI 10.5281/zenodo.7254845, all therapies); the spread of *own* and *error* makes
the baseline standard deviation that of the same data, where severity has an HRSD-17 standard deviation of 4.9; only the
PHQ-9 has more (2.2 where that leaves 1.2), which is an assumption. How much
of it is error was fitted for the BDI-I to the rate of sudden gains (Kelly 2007) and taken over by the others.
"""

from attrs import field

from iptcore.constraints import number, text
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.values import Value, value

_METAPSY = "computed from paired arm means of METAPSY (DOI 10.5281/zenodo.7254845)"

HRSD_17 = "HRSD-17"
"""The scale of the model itself: severity is in its points."""

HIGHEST = 52.0
"""The highest latent severity, that of the HRSD-17."""


@value
class Scale(Value):
    """How an instrument reads a client. Numbers are in its own points; *error_sd* None takes ``rating_sd``.

    *name* is the code of the instrument, as protocols and courses write it: "PHQ-9".
    """

    name: str = field(metadata=text("Name", longest=64, private=False))
    intercept: float = field(default=0.0, metadata=number(-100, 200, "Intercept"))
    slope: float = field(default=1.0, metadata=number(0, 20, "Points for one point of severity"))
    own_sd: float = field(default=0.0, metadata=number(0, 50, "SD of what stays with the person"))
    error_sd: float | None = field(default=None, metadata=number(0, 50, "SD of what is new each time"))
    highest: int = field(metadata=number(1, 1000, "Highest score"))
    source: str = field(default=_METAPSY, metadata=text("Source", private=False))

    @property
    def word(self) -> str:
        """The word for it in the names of random streams, which must not change: "phq_9" for the PHQ-9."""
        return _WORDS.get(self.name, self.name)


def _bridged(name: str, intercept: float, slope: float, spread: float, highest: int) -> Scale:
    """*spread* is the SD that severity leaves over; 18 % of its variance is error (see the calibration report)."""
    return Scale(
        name=name,
        intercept=intercept,
        slope=slope,
        own_sd=round(spread * 0.82**0.5, 2),
        error_sd=round(spread * 0.18**0.5, 2),
        highest=highest,
    )


SCALES: dict[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale(name=HRSD_17, highest=52, source="the scale of the model itself"),
        _bridged("BDI-I", 5.2, 0.87, 5.7, 63),
        _bridged("BDI-II", 8.1, 1.16, 5.8, 63),
        _bridged("PHQ-9", 1.2, 0.80, 2.2, 27),
        _bridged("EPDS", 1.9, 0.73, 2.7, 30),
        _bridged("CES-D", 6.3, 1.07, 6.9, 60),
        _bridged("MADRS", 4.2, 0.99, 6.1, 60),
    )
}
"""The instruments that ship, by their codes. CES-D and MADRS rest on three pairs of pooled means only."""

ONCE_WRITTEN = {code.lower().replace("-", "_"): code for code in SCALES}
"""Their codes by the words that results of iptcore 0.1 and its random streams have for them."""

_WORDS = {code: word for word, code in ONCE_WRITTEN.items()}


def scale_of(scale: object) -> Scale:
    """The scale itself, or the shipped one of that code.

    Raises:
        BadRequest: if there is none.
    """
    if isinstance(scale, Scale):
        return scale
    if isinstance(scale, str) and scale in SCALES:
        return SCALES[scale]
    raise BadRequest(f"that is no instrument; pass a Scale of your own or one of: {', '.join(SCALES)}")
