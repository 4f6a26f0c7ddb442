"""Parameters of utility functions drawn at random, for new scenarios.

Each is drawn uniformly from a range in which the form behaves well, in steps of 0.01.
"""

from collections.abc import Sequence
from decimal import Context, Decimal

from vmt.engine.random_stream import RandomStream

TASTES_STREAM = 2
"""First part of the key of the stream that tastes are drawn from."""

_TWO_DIGITS = Context(prec=2)

Taste = dict[str, Decimal]


def draw(
    forms: Sequence[str], inventory: tuple[int, int], seed: int
) -> list[tuple[str, Decimal, Taste]]:
    """Return form, weight and parameters of each entry of a mix.

    All have the same weight to 0.01, and the last takes what is left.

    Parameters
    ----------
    forms : sequence of str
    inventory : tuple of int
        Fewest and most units of a good that an agent has.
    seed : int
    """
    source = _Source(RandomStream(seed, (TASTES_STREAM,)))
    share = Decimal(100 // len(forms)) / 100
    weights = [share] * (len(forms) - 1)
    weights.append(1 - sum(weights, Decimal(0)))
    return [
        (form, weight, source.taste(form, inventory))
        for form, weight in zip(forms, weights, strict=True)
    ]


class _Source:
    """Draws multiples of 0.01."""

    def __init__(self, stream: RandomStream) -> None:
        self._stream = stream

    def taste(self, form: str, inventory: tuple[int, int]) -> Taste:
        """Return parameters of a form."""
        match form:
            case "ces":
                # Near 1 tastes are almost linear, and above it not convex.
                weight = self._between("0.3", "0.7")
                rho = self._between("-1", "0.79")
                return {"rho": rho, "wA": weight, "wB": 1 - weight}
            case "linear":
                return {name: self._between("0.5", "3") for name in ("vA", "vB")}
            case "quadratic":
                return self._quadratic(inventory)
            case "translog":
                return self._translog()
            case "stone_geary":
                alpha = self._between("0.4", "0.6")
                zero = Decimal(0)
                return {
                    "alpha_A": alpha,
                    "alpha_B": 1 - alpha,
                    "gamma_A": zero,
                    "gamma_B": zero,
                }
        raise ValueError(f"no form of utility is called {form!r}")

    def _quadratic(self, inventory: tuple[int, int]) -> Taste:
        """Draw bliss points well inside of what agents own, and a concave utility."""
        lowest, highest = inventory
        ends = sorted([lowest * Decimal("1.2"), highest * Decimal("0.8")])
        star_A, star_B = (self._between(*ends) for _ in range(2))
        sigma_A, sigma_B = (
            round(star * self._between("0.4", "0.8"), 2) for star in (star_A, star_B)
        )
        # Utility is concave up to 2/(sigma_A sigma_B).
        gamma = self._between("0", "0.2") * 2 / (sigma_A * sigma_B)
        return {
            "A_star": star_A,
            "B_star": star_B,
            "sigma_A": sigma_A,
            "sigma_B": sigma_B,
            "gamma": _TWO_DIGITS.plus(gamma),
        }

    def _translog(self) -> Taste:
        return {
            "alpha_0": Decimal(0),
            "alpha_A": self._between("0.4", "0.6"),
            "alpha_B": self._between("0.4", "0.6"),
            "beta_AA": self._between("-0.1", "-0.02"),
            "beta_BB": self._between("-0.1", "-0.02"),
            "beta_AB": self._between("-0.03", "0.03"),
        }

    def _between(self, low: str | Decimal, high: str | Decimal) -> Decimal:
        first, last = (int(Decimal(end) * 100) for end in (low, high))
        # A double has 53 bits, more than there are steps.
        step = int(self._stream.double() * (last - first + 1))
        return Decimal(first + step) / 100
