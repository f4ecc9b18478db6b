"""From the likelihood to a posterior: a Gauss-Newton search, then adaptive importance sampling around it."""

from collections.abc import Callable, Mapping

import numpy as np
from likelihood import FREE, evaluate, numbers_of
from scipy import stats
from targets import PUBLISHED, Data

SIZE = len(FREE)
Target = Callable[[np.ndarray], tuple[float, np.ndarray]]


def target_of(base: Mapping[str, float], data: Data = PUBLISHED, n: int = 16384) -> Target:
    """Log posterior and residuals (prior included) in standardised coordinates."""

    def target(x: np.ndarray) -> tuple[float, np.ndarray]:
        total, residuals = evaluate(numbers_of(x, base), data, n=n)
        return total - 0.5 * float(x @ x), np.concatenate([residuals, -x])

    return target


def search(target: Target, rounds: int = 8, step: float = 0.15) -> tuple[np.ndarray, np.ndarray]:
    """The mode and the Laplace covariance."""
    x = np.zeros(SIZE)
    best, residuals = target(x)
    damping = 1.0
    curvature = np.eye(SIZE)
    for _ in range(rounds):
        slopes = [(target(x + step * e)[1] - target(x - step * e)[1]) / (2 * step) for e in np.eye(SIZE)]
        jacobian = np.array(slopes).T
        curvature = jacobian.T @ jacobian
        gain = 0.0
        for _ in range(4):
            move = -np.linalg.solve(curvature + damping * np.eye(SIZE), jacobian.T @ residuals)
            total, off = target(x + move)
            if total > best:
                x, gain, best, residuals, damping = x + move, total - best, total, off, damping / 3
                break
            damping *= 4
        if gain < 0.02:
            break
    return x, np.linalg.inv(curvature)


def importance(
    target: Target,
    mode: np.ndarray,
    cov: np.ndarray,
    rng: np.random.Generator,
    rounds: tuple[int, ...] = (800, 1200, 2000),
) -> tuple[np.ndarray, np.ndarray, float]:
    """Draws, weights and the effective number of them, from the last round of an adapted t distribution."""
    mean, spread = mode, cov * 1.3
    for count in rounds:
        proposal = stats.multivariate_t(mean, spread, df=8, seed=rng)
        draws = proposal.rvs(count)
        logs = np.array([target(x)[0] for x in draws]) - proposal.logpdf(draws)
        weights = np.exp(logs - logs.max())
        cap = np.sort(weights)[-max(count // 100, 1)]  # truncated weights: a little bias for much less variance
        weights = np.minimum(weights, cap)
        weights /= weights.sum()
        effective = 1.0 / float(weights @ weights)
        mean = weights @ draws
        centred = draws - mean
        spread = (centred * weights[:, None]).T @ centred * 1.1 + 0.02 * np.eye(SIZE)
    return draws, weights, effective


def resample(draws: np.ndarray, weights: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Equally weighted draws (systematic resampling)."""
    places = (rng.random() + np.arange(count)) / count
    return draws[np.searchsorted(np.cumsum(weights), places).clip(0, len(draws) - 1)]
