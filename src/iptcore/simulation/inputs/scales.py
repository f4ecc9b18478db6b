"""Scores on instruments, computed from latent severity, which is in points of the HRSD-17.

A score is ``round(clip(intercept + slope x (severity + fluctuation) + own + error, 0, highest))``: *own* stays with the
person, *error* is drawn anew at every rating. Intercepts and slopes are least squares lines through three pooled means
of the scale and of the HRSD-17 in the METAPSY depression data (DOI 10.5281/zenodo.7254845, all therapies): before
treatment, after it, after a control. Lines through the means of single arms are less steep, because sampling dilutes
them. *own* and *error* together have the variance that is left of the pooled variance before treatment without the part
of severity (SD 4.9 on the HRSD-17). The share of error in it was solved from the rate of sudden gains for the BDI-I
(Kelly 2007), and from the correlation of two ratings two weeks apart for the PHQ-9 (.737, PMC7525967); the others use
the mean of the two shares, which is an assumption.
"""

from collections.abc import Iterable

from attrs import field

from iptcore.constraints import number, text
from iptcore.model.instruments import nearest_code
from iptcore.simulation.inputs.bad_request import BadRequest, unknown
from iptcore.validation import looked_up
from iptcore.values import Value, value

_METAPSY = "computed from three pooled means of METAPSY (DOI 10.5281/zenodo.7254845)"

HRSD_17 = "HRSD-17"
"""The scale of the model itself: severity is in its points."""

HIGHEST = 52.0
"""The highest latent severity, that of the HRSD-17."""


@value
class Scale(Value):
    """How an instrument shows latent severity. Numbers are in its points; *error_sd* None stands for ``rating_sd``.

    *name* is the code of the instrument in protocols and courses, such as "PHQ-9".
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
        """Its word in the names of random streams, which must not change: "phq_9" for the PHQ-9."""
        return _WORDS.get(self.name, self.name)


BDI_ERROR, PHQ_ERROR = 0.04, 0.45
"""The share of error in the variance that severity does not explain (see the calibration report)."""


def _bridged(
    name: str, line: tuple[float, float], spread: float, highest: int, error: float = (BDI_ERROR + PHQ_ERROR) / 2
) -> Scale:
    """A scale. *spread* is the SD that severity does not explain, *error* the share of error in its variance."""
    intercept, slope = line
    return Scale(
        name=name,
        intercept=intercept,
        slope=slope,
        own_sd=round(spread * (1 - error) ** 0.5, 2),
        error_sd=round(spread * error**0.5, 2),
        highest=highest,
    )


SCALES: dict[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale(name=HRSD_17, highest=52, source="the scale of the model itself"),
        _bridged("BDI-I", (0.71, 1.227), 3.77, 63, BDI_ERROR),
        _bridged("BDI-II", (4.71, 1.170), 5.72, 63),
        _bridged("PHQ-9", (1.19, 0.693), 2.30, 27, PHQ_ERROR),
        _bridged("EPDS", (1.34, 0.739), 2.67, 30),
        _bridged("CES-D", (6.43, 1.068), 6.95, 60),
        _bridged("MADRS", (4.26, 0.989), 6.11, 60),
    )
}
"""The scales of the package, by the code of the instrument."""

ONCE_WRITTEN = {code.lower().replace("-", "_"): code for code in SCALES}
"""Codes of instruments by the words for them in results of iptcore 0.1 and in random streams."""

_WORDS = {code: word for word, code in ONCE_WRITTEN.items()}


def scale_of(scale: object) -> Scale:
    """The scale that was passed, or the scale of the package with that code.

    Raises:
        BadRequest: if there is none.
    """
    if isinstance(scale, Scale):
        return scale
    known = looked_up(SCALES, scale)
    if known is not None:
        return known
    otherwise = f"pass a Scale of your own, or one of: {', '.join(SCALES)}"
    raise unknown_instrument("unknown instrument", scale, SCALES, otherwise)


def unknown_instrument(what: str, code: object, known: Iterable[str], otherwise: str = "") -> BadRequest:
    """The error of :func:`unknown` for the code of an instrument, of which there are many spellings: PHQ9, HAM-D."""
    return unknown(what, nearest_code(code, known) if isinstance(code, str) else None, known, otherwise)
