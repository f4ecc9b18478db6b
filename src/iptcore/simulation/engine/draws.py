"""Random numbers, keyed by seed, purpose and block.

A block is a fixed number of consecutive courses. Every purpose (attendance, leaving, the noise of a rating, ...) has
its own stream in every block. So results do not depend on chunks, workers or order, the first n of 2n courses are the
same as n courses, and a new draw for one purpose changes no other. The key of a purpose is a hash of its word, so that
adding a purpose renumbers nothing. Whole rows of a block are always drawn, course after course, week after week.

Generator: SFC64, seeded by ``numpy.random.SeedSequence`` with the spawn key (purpose, block).
"""

from typing import Any

import numpy as np

from iptcore.simulation.inputs.arrays import Array, Floats, Words
from iptcore.simulation.inputs.seeds import BLOCK

_HIGHEST = 65536.0
_STEP = 2048  # therapists or trials in one stream: about as many as a block of courses has


def purpose_key(purpose: str) -> int:
    """The number of a purpose: FNV-1a, 64 bits, of its UTF-8 bytes (the same on every machine and version)."""
    key = 0xCBF29CE484222325
    for byte in purpose.encode():
        key = ((key ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return key


def stream(seed: int, purpose: str, block: int) -> np.random.Generator:
    """The generator of one purpose in one block."""
    sequence = np.random.SeedSequence(seed, spawn_key=(purpose_key(purpose), block))
    return np.random.Generator(np.random.SFC64(sequence))


class Draws:
    """The random numbers of the first *size* courses of one block, drawn when first needed.

    Large tables are made in *buffers*, which the blocks of one run share: allocating new memory would take a quarter of
    the time that drawing takes. So a table of numbers is valid until the next block.
    """

    def __init__(self, seed: int, block: int, size: int = BLOCK, buffers: dict[str, Floats] | None = None) -> None:
        self.seed = seed
        self.block = block
        self.size = size
        self.buffers: dict[str, Floats] = {} if buffers is None else buffers

    def _buffer(self, purpose: str, rows: int) -> Floats:
        buffer = self.buffers.get(purpose)
        if buffer is None or len(buffer) != rows:
            buffer = self.buffers[purpose] = np.empty((rows, BLOCK))
        return buffer

    def normals(self, purpose: str, rows: int) -> Floats:
        """Standard normal numbers, *rows* for each course."""
        buffer = self._buffer(purpose, rows)
        stream(self.seed, purpose, self.block).standard_normal(out=buffer)
        return buffer[:, : self.size]

    def uniforms(self, purpose: str, rows: int) -> Floats:
        """Numbers from 0 (included) to 1, *rows* for each course."""
        buffer = self._buffer(purpose, rows)
        stream(self.seed, purpose, self.block).random(out=buffer)
        return buffer[:, : self.size]

    def exponentials(self, purpose: str, rows: int) -> Floats:
        """Standard exponential numbers, *rows* for each course."""
        buffer = self._buffer(purpose, rows)
        stream(self.seed, purpose, self.block).standard_exponential(out=buffer)
        return buffer[:, : self.size]

    def words(self, purpose: str, rows: int) -> Words:
        """Whole numbers from 0 to 65535, *rows* for each course: enough for a yes or no, in a fifth of the time."""
        raw: Any = stream(self.seed, purpose, self.block).bit_generator.random_raw(rows * BLOCK // 4)
        return raw.astype("<u8", copy=False).view("<u2").reshape(rows, BLOCK)[:, : self.size]  # type: ignore[no-any-return]


def threshold(probability: float) -> int:
    """The limit below which a word of `Draws.words` means yes, for a yes with this probability; exact to 1/65536."""
    return round(probability * _HIGHEST)


def below(words: Words, limit: int | Array) -> Array:
    """Which words are below *limit* (0 to 65536): one limit for all, or one for each."""
    # numpy 2.0 and 2.1 crash where many words are compared with a number that a word cannot hold.
    if isinstance(limit, int) and limit >= _HIGHEST:
        return np.full(words.shape, fill_value=True)
    return words < limit


def along(seed: int, purpose: str, first: int, last: int) -> Floats:
    """Standard normal numbers *first* to *last* (excluded) of one endless sequence: one for each therapist or trial."""
    start, end = first // _STEP, (last - 1) // _STEP
    pieces = [stream(seed, purpose, step).standard_normal(_STEP) for step in range(start, end + 1)]
    return np.concatenate(pieces)[first - start * _STEP : last - start * _STEP]


def normal_quantile(probability: Floats) -> Floats:
    """The inverse of the standard normal distribution, to about 1e-15 (Wichura 1988, algorithm AS 241)."""
    centred = probability - 0.5
    r = 0.180625 - centred * centred
    out = centred * _polynomial(_A, r)
    out /= _polynomial(_B, r)
    tail = np.flatnonzero(r < 0.0)
    part = probability[tail]
    r = np.sqrt(-np.log(np.minimum(part, 1.0 - part)))
    size = np.empty_like(r)
    near = r <= 5.0
    for some, shift, above, below in ((near, 1.6, _C, _D), (~near, 5.0, _E, _F)):
        size[some] = _polynomial(above, r[some] - shift) / _polynomial(below, r[some] - shift)
    out[tail] = np.copysign(size, centred[tail])
    return out


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    total = x * coefficients[0]
    total += coefficients[1]
    for coefficient in coefficients[2:]:
        total *= x
        total += coefficient
    return total


_A = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
)  # fmt: skip
_B = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
)  # fmt: skip
_C = (
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
)  # fmt: skip
_D = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
)  # fmt: skip
_E = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
    2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
)  # fmt: skip
_F = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
    1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
)  # fmt: skip
