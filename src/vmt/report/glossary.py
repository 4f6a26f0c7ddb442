"""What each figure of a report is.

``python -m vmt.report.glossary docs/report.md`` brings the page of the documentation up
to date.
"""

import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- made from the glossary by python -m vmt.report.glossary -->"
END = "<!-- end of what is made from the glossary -->"


@dataclass(frozen=True)
class Term:
    """An entry of the glossary.

    Attributes
    ----------
    name, unit, formula, meaning, source : str
        In plain text; the formula and the source may be empty.
    """

    name: str
    unit: str
    formula: str
    meaning: str
    source: str


GLOSSARY = (
    Term(
        "Price",
        "B per A",
        "p = dB / dA",
        "What was paid in a trade: units of B for one unit of A. Means of prices are"
        " geometric and count every trade once, so that it does not matter which good"
        " is the numeraire. The band is one standard deviation of the natural logarithm"
        " of the price in the window, to either side.",
        "",
    ),
    Term(
        "Competitive price p*",
        "B per A",
        "sum of demand for A at p* = sum of A",
        "The price at which demand equals supply if everybody takes it as given, all"
        " meet in one market and nobody harvests. It depends on who owns what, so it"
        " moves with trade, and with the harvest. Where some goods are complements"
        " there may be several; this is one at which excess demand falls.",
        "Mas-Colell, Whinston and Green (1995), Microeconomic Theory, ch. 15 and 17.",
    ),
    Term(
        "Resource utilisation",
        "fraction",
        "rho = max over p of sum e_i(p, u_i) / (p sum A_i + sum B_i)",
        "The smallest fraction of all goods from which everybody could live as well as"
        " they do, if it were shared out without waste. It is 1 exactly where nobody"
        " can gain but at the cost of others. e_i(p, u) is the least cost of the"
        " utility u at the price p.",
        "Debreu (1951), The coefficient of resource utilization, Econometrica 19(3),"
        " 273-292.",
    ),
    Term(
        "Gains realised",
        "%",
        "(rho - rho_0) / (1 - rho_0)",
        "Of the waste that trade could end, how much it has ended: 0 % at the"
        " endowments, 100 % at a Pareto-efficient allocation. rho_0 is the utilisation"
        " had everybody kept what they had and harvested, so that the harvest itself"
        " is no gain from trade; both are relative to the goods there are at the time."
        " It is negative where people own less suitable goods than without trade.",
        "Debreu (1951), as above; a scale from none to all of the gains as in Plott and"
        " Smith (1978), Review of Economic Studies 45(1).",
    ),
    Term(
        "MRS dispersion",
        "log points",
        "sd over agents of ln(MU_A / MU_B)",
        "How far apart the agents' marginal rates of substitution are. Inside the"
        " Edgeworth box it is 0 exactly in the Pareto set. Who lacks a good is left"
        " out, since rates may differ in the corners, and so is who is satiated or"
        " starving. With linear tastes the rates never move.",
        "Mas-Colell, Whinston and Green (1995), ch. 15.B.",
    ),
    Term(
        "Volume",
        "units per tick",
        "",
        "What changed hands, or was harvested, per tick; over longer runs the mean of"
        " a window of ticks.",
        "",
    ),
    Term(
        "Utility",
        "utils",
        "",
        "The mean over the agents who share one utility function, and what lies"
        " between their 10 % and 90 % quantiles. Utils of different functions have no"
        " common measure: they are never added up or compared here.",
        "",
    ),
    Term(
        "Value at p*",
        "B",
        "p* A + B",
        "What holdings are worth at one and the same competitive price, before and"
        " after. Trade at p* itself leaves it as it was.",
        "",
    ),
    Term(
        "Gain",
        "B",
        "e(p*, u after) - e(p*, u before)",
        "The equivalent variation: how much B, given to the agent at the start and"
        " spent at p*, would have been worth as much to it as what happened. It counts"
        " in the same unit for all tastes.",
        "Hicks (1942), Review of Economic Studies 9(2); as money metric utility"
        " Samuelson (1974), Journal of Economic Literature 12(4).",
    ),
    Term(
        "Gini coefficient",
        "0 to 1",
        "sum (2 i - n - 1) x_i / (n sum x), x in rising order",
        "Inequality of the value of holdings at p*: 0 where all own the same,"
        " (n - 1)/n where one owns all. Utilities have no Gini coefficient.",
        "Cowell (2011), Measuring Inequality, appendix.",
    ),
)


def updated(page: str) -> str:
    """Return a page with the glossary between its two marks.

    Raises
    ------
    ValueError
        The page does not have the marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs the lines {BEGIN!r} and {END!r}")
    entries = "\n\n".join(_markdown(term) for term in GLOSSARY)
    return f"{before}{begin}\n\n{entries}\n\n{end}{after}"


def _markdown(term: Term) -> str:
    parts = [f"### {term.name} ({term.unit})".replace("*", r"\*")]
    if term.formula:
        parts.append(f"    {term.formula}")
    parts.append(_paragraph(term.meaning))
    if term.source:
        parts.append(_paragraph(f"Source: {term.source}"))
    return "\n\n".join(parts)


def _paragraph(text: str) -> str:
    plain = text.replace("*", r"\*").replace("_", r"\_")
    return textwrap.fill(plain, 88, break_long_words=False, break_on_hyphens=False)


def main(argv: list[str]) -> None:
    """Bring a page up to date, given its path."""
    (name,) = argv
    path = Path(name)
    path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
