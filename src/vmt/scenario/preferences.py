"""The preferences of a scenario file: `utilities` and its mix."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Discriminator, Tag, field_validator

from vmt.scenario.fields import Number, Section, key, told

WEIGHT_TOLERANCE = 1e-6


class CES(Section):
    """Constant elasticity of substitution, u = (wA A^rho + wB B^rho)^(1/rho)."""

    rho: Number = key(
        meaning="How easily one good replaces the other; the elasticity of "
        "substitution is 1/(1 - rho).",
        advice="Below 0: complements. 0: Cobb-Douglas. Between 0 and 1: substitutes. "
        "Above 1 tastes are not convex and agents specialise.",
    )
    wA: Number = key(gt=0, meaning="Weight of A.")
    wB: Number = key(gt=0, meaning="Weight of B.")
    epsilon: Number = key(
        1e-9,
        gt=0,
        unit="units",
        meaning="Quantity that stands for none of a good when rho < 0.",
    )

    @field_validator("rho")
    @classmethod
    def _is_not_linear(cls, rho: float) -> float:
        if rho == 1:
            raise told("must not be 1: with rho 1 tastes are linear; use type: linear")
        return rho


class Linear(Section):
    """Perfect substitutes, u = vA A + vB B."""

    vA: Number = key(gt=0, unit="utils a unit", meaning="Value of a unit of A.")
    vB: Number = key(gt=0, unit="utils a unit", meaning="Value of a unit of B.")


class Quadratic(Section):
    """A bliss point, u = -a²/sigma_A² - b²/sigma_B² - gamma a b, a = A - A_star."""

    A_star: Number = key(gt=0, unit="units", meaning="The most of A that is wanted.")
    B_star: Number = key(gt=0, unit="units", meaning="The most of B that is wanted.")
    sigma_A: Number = key(gt=0, unit="units", meaning="Tolerance for a wrong A.")
    sigma_B: Number = key(gt=0, unit="units", meaning="Tolerance for a wrong B.")
    gamma: Number = key(
        0.0,
        ge=0,
        meaning="How much an error in one good worsens the same error in the other.",
        advice="Below 2/(sigma_A sigma_B); from there on utility is not concave.",
    )


class Translog(Section):
    """A flexible form, ln u = a quadratic in ln A and ln B."""

    alpha_0: Number = key(meaning="Level of ln u.")
    alpha_A: Number = key(gt=0, meaning="Coefficient of ln A.")
    alpha_B: Number = key(gt=0, meaning="Coefficient of ln B.")
    beta_AA: Number = key(meaning="Coefficient of (ln A)²/2.")
    beta_BB: Number = key(meaning="Coefficient of (ln B)²/2.")
    beta_AB: Number = key(meaning="Coefficient of ln A ln B.")


class StoneGeary(Section):
    """Subsistence, u = alpha_A ln(A - gamma_A) + alpha_B ln(B - gamma_B)."""

    alpha_A: Number = key(gt=0, meaning="Weight of A above subsistence.")
    alpha_B: Number = key(gt=0, meaning="Weight of B above subsistence.")
    gamma_A: Number = key(ge=0, unit="units", meaning="Subsistence level of A.")
    gamma_B: Number = key(ge=0, unit="units", meaning="Subsistence level of B.")


Form = TypeVar("Form", CES, Linear, Quadratic, Translog, StoneGeary)


class Entry(Section, Generic[Form]):
    """One kind of tastes and how many agents have it."""

    type: Literal["ces", "linear", "quadratic", "translog", "stone_geary"] = key(
        meaning="The form of the utility function."
    )
    weight: Number = key(
        ge=0, meaning="Probability that an agent has these tastes; all sum to 1."
    )
    params: Form = key(meaning="The parameters of that form.")


def _form(entry: Any) -> object:
    """Return the tag of the form of an entry, or None if it names no form."""
    form = entry.get("type") if isinstance(entry, dict) else None
    return form if isinstance(form, str) and form in FORMS else None


FORMS: dict[str, type[Section]] = {
    "ces": CES,
    "linear": Linear,
    "quadratic": Quadratic,
    "translog": Translog,
    "stone_geary": StoneGeary,
}
AnyEntry = Annotated[
    Annotated[Entry[CES], Tag("ces")]
    | Annotated[Entry[Linear], Tag("linear")]
    | Annotated[Entry[Quadratic], Tag("quadratic")]
    | Annotated[Entry[Translog], Tag("translog")]
    | Annotated[Entry[StoneGeary], Tag("stone_geary")],
    Discriminator(_form),
]


class Utilities(Section):
    """Who likes what: each agent gets one entry of the mix at random."""

    mix: tuple[AnyEntry, ...] = key(
        allowed="a list of entries, each with `type`, `weight` and `params`",
        meaning="The tastes in the population.",
    )

    @field_validator("mix")
    @classmethod
    def _weights_sum_to_one(cls, mix: tuple[AnyEntry, ...]) -> tuple[AnyEntry, ...]:
        if not mix:
            raise told("must have at least one entry")
        total = sum(entry.weight for entry in mix)
        if abs(total - 1) >= WEIGHT_TOLERANCE:
            raise told(f"must have weights that sum to 1, found {total:.7g}")
        return mix
