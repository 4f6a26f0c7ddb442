"""The utility functions against their closed forms."""

import math

import pytest

from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.factory import BoundaryRules, make_preference
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import MRS_CEILING, Preference
from vmt.economy.preferences.quadratic import Quadratic
from vmt.economy.preferences.stone_geary import StoneGeary
from vmt.economy.preferences.translog import Translog

EPSILON = 1e-12
LINEAR = Linear(vA=1.0, vB=1.25)
QUADRATIC = Quadratic(A_star=10, B_star=8, sigma_A=5, sigma_B=4, gamma=0.02)
TRANSLOG = Translog(
    alpha_0=0.4, alpha_A=0.5, alpha_B=0.6, beta_AA=-0.05, beta_BB=-0.04, beta_AB=0.02
)
STONE_GEARY = StoneGeary(alpha_A=0.6, alpha_B=0.4, gamma_A=1.0, gamma_B=2.0)
EVERY = [
    CES(rho=0.5, wA=0.3, wB=0.7),
    CES(rho=-2.0, wA=2.0, wB=1.0),
    CobbDouglas(wA=0.3, wB=0.9),
    LINEAR,
    QUADRATIC,
    TRANSLOG,
    STONE_GEARY,
]
BUNDLES = [(3.0, 4.0), (7.5, 2.5), (4.0, 7.0)]


def translog(**betas: float) -> Translog:
    """Return a translog preference with the given betas, the others zero."""
    zero = {"beta_AA": 0.0, "beta_BB": 0.0, "beta_AB": 0.0}
    return Translog(alpha_0=0.0, alpha_A=0.3, alpha_B=0.7, **{**zero, **betas})


@pytest.mark.parametrize(
    ("preference", "A", "B", "utility"),
    [
        (CES(rho=0.5, wA=0.5, wB=0.5), 10, 3, (0.5 * 10**0.5 + 0.5 * 3**0.5) ** 2),
        (CES(rho=-1, wA=1, wB=1), 6, 3, 2.0),
        (CES(rho=0.5, wA=1, wB=1), 9, 0, 9.0),
        (CES(rho=0.5, wA=1, wB=1), 0, 0, 0.0),
        (CES(rho=-0.5, wA=1, wB=1), 1, 0, 9.99937e-10),
        (CobbDouglas(wA=1, wB=3), 16, 81, 16**0.25 * 81**0.75),
        (CobbDouglas(wA=1, wB=3), 0, 0, 0.0),
        (LINEAR, 2, 4, 7.0),
        (QUADRATIC, 10, 8, 0.0),
        (QUADRATIC, 5, 4, -1 - 1 - 0.02 * 20),
        (translog(), 16, 81, 16**0.3 * 81**0.7),
        (translog(beta_AB=0.5), math.e, math.e, math.exp(1.5)),
        (translog(beta_AA=1e9), 1e6, 1, math.exp(700)),
        (STONE_GEARY, 1 + math.e, 2 + math.e**2, 0.6 + 0.8),
    ],
)
def test_utility_has_its_closed_form(
    preference: Preference, A: float, B: float, utility: float
) -> None:
    """Utility equals the formula worked out by hand."""
    assert preference.utility(A, B) == pytest.approx(utility, rel=1e-6)


@pytest.mark.parametrize("preference", EVERY)
@pytest.mark.parametrize(("A", "B"), BUNDLES)
def test_marginal_utilities_are_slopes_of_utility(
    preference: Preference, A: float, B: float
) -> None:
    """MU_A and MU_B equal central differences of utility."""
    h = 1e-5
    slope_A = (preference.utility(A + h, B) - preference.utility(A - h, B)) / (2 * h)
    slope_B = (preference.utility(A, B + h) - preference.utility(A, B - h)) / (2 * h)

    expected = pytest.approx((slope_A, slope_B), rel=1e-6)
    assert expected == preference.marginal_utilities(A, B)


@pytest.mark.parametrize("preference", EVERY)
@pytest.mark.parametrize(("A", "B"), BUNDLES)
def test_mrs_is_the_ratio_of_marginal_utilities(
    preference: Preference, A: float, B: float
) -> None:
    """The reservation price of A in B is MU_A / MU_B, and both bounds equal it."""
    MU_A, MU_B = preference.marginal_utilities(A, B)

    assert preference.mrs(A, B, EPSILON) == pytest.approx(MU_A / MU_B, rel=1e-9)
    assert preference.bounds(A, B, EPSILON) == pytest.approx((MU_A / MU_B,) * 2)


@pytest.mark.parametrize("preference", EVERY)
def test_epsilon_does_not_move_bounds_at_positive_holdings(
    preference: Preference,
) -> None:
    """The guard against division by zero has no effect where nothing is zero."""
    assert preference.bounds(3.0, 4.0, 1e-12) == preference.bounds(3.0, 4.0, 1e-6)


def test_ces_tends_to_cobb_douglas() -> None:
    """With normalised weights CES at rho near 0 is Cobb-Douglas."""
    limit = CobbDouglas(wA=0.3, wB=0.7)
    near = CES(rho=1e-7, wA=0.3, wB=0.7)

    assert near.utility(5.0, 2.0) == pytest.approx(limit.utility(5.0, 2.0), rel=1e-6)
    assert near.mrs(5.0, 2.0, EPSILON) == pytest.approx(limit.mrs(5.0, 2.0, EPSILON))


def test_translog_without_betas_is_cobb_douglas() -> None:
    """Without betas the translog form is A^alpha_A B^alpha_B."""
    cobb_douglas = CobbDouglas(wA=0.3, wB=0.7)

    assert translog().utility(5.0, 2.0) == pytest.approx(cobb_douglas.utility(5.0, 2.0))


def test_stone_geary_without_needs_is_log_cobb_douglas() -> None:
    """Without subsistence needs utility is the logarithm of Cobb-Douglas."""
    preference = StoneGeary(alpha_A=0.3, alpha_B=0.7, gamma_A=0.0, gamma_B=0.0)
    expected = math.log(CobbDouglas(wA=0.3, wB=0.7).utility(5.0, 2.0))

    assert preference.utility(5.0, 2.0) == pytest.approx(expected)


def test_symmetric_edgeworth_gain_is_eight_and_a_half_percent() -> None:
    """CES with rho 0.5 gains 8.54 % from (10, 3) to (6.5, 6.5), as worked out."""
    preference = CES(rho=0.5, wA=0.5, wB=0.5)

    gain = preference.utility(6.5, 6.5) / preference.utility(10.0, 3.0) - 1
    assert gain == pytest.approx(0.0854, abs=5e-5)


@pytest.mark.parametrize(
    ("holdings", "bounds"),
    [
        ((12.0, 12.0), (math.inf, 0.0)),
        ((12.0, 3.0), (EPSILON, EPSILON)),
        ((3.0, 12.0), (MRS_CEILING, MRS_CEILING)),
    ],
)
def test_satiated_agent_gives_away_or_does_not_trade(
    holdings: tuple[float, float], bounds: tuple[float, float]
) -> None:
    """Beyond the bliss point a good is given for almost nothing; beyond both, none."""
    assert bounds == QUADRATIC.bounds(*holdings, EPSILON)


def test_concave_quadratic_is_highest_at_its_bliss_point() -> None:
    """Nothing near the bliss point is better than it."""
    around = [(10 + dx, 8 + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]

    assert all(QUADRATIC.utility(A, B) < 0.0 for A, B in around)


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [(True, EPSILON), (False, MRS_CEILING)],
)
def test_who_starves_for_B_sells_A_for_almost_nothing(
    counts: bool, bounds: float
) -> None:
    """Lacking B alone lowers the price of A; the older rule raised it."""
    preference = StoneGeary(
        alpha_A=0.6, alpha_B=0.4, gamma_A=1.0, gamma_B=2.0, shortfall_counts=counts
    )

    assert preference.bounds(5.0, 1.0, EPSILON) == (bounds, bounds)
    assert preference.bounds(0.5, 5.0, EPSILON) == (MRS_CEILING, MRS_CEILING)
    assert preference.bounds(0.5, 1.0, EPSILON) == (1.0, 1.0)


def test_partial_relief_of_need_is_worth_something() -> None:
    """Below subsistence a unit more raises utility, although it does not suffice."""
    flat = StoneGeary(
        alpha_A=0.6, alpha_B=0.4, gamma_A=5.0, gamma_B=0.0, shortfall_counts=False
    )
    counting = StoneGeary(alpha_A=0.6, alpha_B=0.4, gamma_A=5.0, gamma_B=0.0)

    assert flat.utility(2.0, 3.0) == flat.utility(1.0, 3.0)
    relief = counting.utility(2.0, 3.0) - counting.utility(1.0, 3.0)
    assert relief == pytest.approx(0.6)
    assert counting.marginal_utilities(1.0, 3.0)[0] == pytest.approx(0.6)


def test_translog_bounds_are_never_negative() -> None:
    """Where a marginal utility is negative the bounds follow the signs."""
    parameters = {
        "alpha_0": 0.0,
        "alpha_A": 0.5,
        "alpha_B": 0.5,
        "beta_AA": -0.04,
        "beta_BB": -0.07,
        "beta_AB": 0.1,
    }
    older = BoundaryRules(translog_bounds_follow_signs=False)

    assert make_preference("translog", parameters, older).bounds(0.0, 5.0, EPSILON) < (
        0.0,
        0.0,
    )
    now = make_preference("translog", parameters)
    assert now.bounds(0.0, 5.0, EPSILON) == (MRS_CEILING, MRS_CEILING)


@pytest.mark.parametrize("preference", EVERY)
@pytest.mark.parametrize("holdings", [(0.0, 0.0), (0.0, 5.0), (5.0, 0.0)])
def test_bounds_without_holdings_are_usable_prices(
    preference: Preference, holdings: tuple[float, float]
) -> None:
    """An agent that lacks a good still has finite bounds of at least 0."""
    p_min, p_max = preference.bounds(*holdings, EPSILON)

    assert 0.0 <= p_min < math.inf
    assert 0.0 <= p_max < math.inf


@pytest.mark.parametrize(
    ("holdings", "mrs"), [((1, 0), 1.0e-18), ((0, 1), 1.0e18), ((0, 0), 1.0)]
)
def test_ces_on_an_axis_shifts_both_goods(
    holdings: tuple[float, float], mrs: float
) -> None:
    """Where one good is missing both get epsilon before the ratio is taken."""
    preference = CES(rho=-0.5, wA=1.0, wB=1.0)

    assert preference.mrs(*holdings, EPSILON) == pytest.approx(mrs)


def test_ces_with_rho_zero_is_made_cobb_douglas() -> None:
    """The scenario's ``rho: 0`` gives Cobb-Douglas, zero shift included."""
    made = make_preference("ces", {"rho": 0.0, "wA": 1.0, "wB": 1.0, "epsilon": 1e-6})

    assert isinstance(made, CobbDouglas)
    assert made.utility(1.0, 0.0) == pytest.approx(1e-3)


def test_unknown_preference_is_refused() -> None:
    """A kind that there is not is an error, not a default."""
    with pytest.raises(ValueError, match="'leontief'"):
        make_preference("leontief", {})


def test_too_large_powers_are_infinite_not_errors() -> None:
    """An extreme rate of substitution stays a number that can be compared."""
    preference = CES(rho=-60.0, wA=1.0, wB=1.0)

    assert math.inf == preference.mrs(0.0, 1.0, EPSILON)
