"""Axes and plots: round ticks, gaps where nothing is known, points thinned."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmt.analysis.scale import linear, logarithmic
from vmt.report.marks import MOST_POINTS, Band, Bars, Level, Line, Points
from vmt.report.plot import NARROW, WIDE, legend, plot

NAN = float("nan")


def draw(*marks, log: bool = False, last: float = 10.0) -> ET.Element:
    """Return a plot as parsed XML: it has to be well formed."""
    text = plot("p", "Title", "What it is", marks, "B", ticks=(0.0, last), log=log)
    return ET.fromstring(text)  # noqa: S314 - our own


def path(root: ET.Element, kind: str) -> str:
    """Return what the only mark of a kind draws."""
    (found,) = (p for p in root.iter("path") if p.get("class", "").startswith(kind))
    return found.get("d", "")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0.3, 11.0, (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0)),
        (-3.14, 0.0, (-4.0, -3.0, -2.0, -1.0, 0.0)),
        (5.0, 5.0, (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)),
        (0.0, 0.0, (-1.0, -0.5, 0.0, 0.5, 1.0)),
    ],
)
def test_linear_ticks_are_round(low: float, high: float, ticks) -> None:
    """The steps are 1, 2 or 5 times a power of ten, and the ends are ticks."""
    scale = linear(low, high)

    assert scale.ticks == ticks
    assert (scale.low, scale.high) == (ticks[0], ticks[-1])


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e9))
def test_linear_scales_hold_what_they_are_for(low: float, size: float) -> None:
    """Whatever is asked for lies on the scale, with at least two ticks."""
    high = low + size
    scale = linear(low, high)

    assert scale.low <= low + 1e-6 * max(abs(low), size)
    assert scale.high >= high - 1e-6 * max(abs(high), size)
    assert 2 <= len(scale.ticks) <= 9
    assert len(set(scale.labels())) == len(scale.ticks)


def test_logarithmic_scales_place_ratios() -> None:
    """Halving and doubling are the same way; wide ranges have ticks at 1, 2 and 5."""
    scale = logarithmic(0.25, 4.0)

    assert scale.place([0.25, 0.5, 1.0, 2.0, 4.0]) == pytest.approx(
        [0, 0.25, 0.5, 0.75, 1]
    )
    assert scale.ticks == (0.5, 1.0, 2.0)
    assert logarithmic(1e-6, 1e6).ticks == pytest.approx(
        (1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6)
    )
    assert logarithmic(0.9, 1.1).ticks == pytest.approx((0.9, 0.95, 1.0, 1.05, 1.1))


def test_labels_are_short() -> None:
    """Very large and very small numbers have an exponent, if that tells them apart."""
    assert linear(0.0, 2e6).labels() == ["0", "5e5", "1e6", "1.5e6", "2e6"]
    assert linear(0.0, 4e-4).labels() == ["0", "1e-4", "2e-4", "3e-4", "4e-4"]
    assert linear(0.0, 80_000.0).labels()[-1] == "80000"
    assert linear(1_000_000.0, 1_000_002.0, 2).labels()[1] == "1000001"


def test_lines_stop_where_nothing_is_known() -> None:
    """NaN interrupts a line; it is never drawn as a value."""
    x = np.arange(6.0)
    d = path(draw(Line(x, np.array([1.0, 2.0, NAN, 3.0, NAN, 4.0]), "l", "c1")), "line")

    assert d.count("M") == 3
    assert d.count("L") == 1
    assert "nan" not in d


def test_bands_stop_where_nothing_is_known() -> None:
    """Two known stretches make two areas."""
    low = np.array([1.0, 1.0, NAN, 1.0, 1.0])
    d = path(draw(Band(np.arange(5.0), low, low + 1.0, "b", "c1")), "band")

    assert d.count("M") == d.count("z") == 2


def test_bars_of_nothing_are_not_drawn() -> None:
    """A bar has the height of its value; where that is 0 there is none."""
    heights = np.array([2.0, 0.0, 1.0])
    marks = Bars(np.arange(3.0), 1.0, np.zeros(3), heights, "b", "c1")
    d = path(draw(marks, last=3.0), "bars")
    tall, short = (
        float(bottom) - float(top)
        for bottom, top in re.findall(r"M\S+ (\S+?)V(\S+?)H", d)
    )

    assert tall == pytest.approx(2 * short, abs=0.2)


def test_many_points_are_thinned() -> None:
    """A hundred thousand trades are drawn as some thousand spots, the outliers too."""
    random = np.random.default_rng(1)
    x, y = random.uniform(0, 10, 100_000), np.exp(random.normal(0, 0.3, 100_000))
    x[7], y[7] = 5.0, 50.0
    d = path(draw(Points(x, y, "p", "c1"), log=True), "points")
    heights = [float(h) for h in re.findall(r"M\S+ (\S+?)h0", d)]

    assert 1000 < len(heights) <= MOST_POINTS
    assert min(heights) < sorted(heights)[1] - 20


def test_few_points_are_all_there() -> None:
    """Below that number each point has its place."""
    x = np.linspace(0.0, 10.0, 50)
    assert path(draw(Points(x, x + 1.0, "p", "c1")), "points").count("h0") == 50


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_marks_stay_inside(size: tuple[int, int]) -> None:
    """Nothing is drawn outside of the picture, labels included."""
    x = np.linspace(0.0, 1000.0, 20)
    marks = [Line(x, x**2, "l", "c1"), Level(-5e5, "", "c2")]
    text = plot("p", "T", "d", marks, "u", ticks=(-1.0, 1000.0), size=size)
    root = ET.fromstring(text)  # noqa: S314 - our own
    # An anchor says which share of a text is left of its place; a letter of 15 px,
    # the largest there is, takes about 9.
    share = {"end": 1.0, "middle": 0.5, "unit": 0.0}
    texts = [*root.iter("text")]

    assert len(texts) > 8
    for text in texts:
        kind = (text.get("class") or "").split(maxsplit=1)[0]
        width = 9.0 * len(text.text or "")
        left = float(text.get("x", "nan")) - share[kind] * width
        assert 0.0 <= left < left + width <= size[0]
        assert 12.0 <= float(text.get("y", "nan")) <= size[1]


def test_plots_tell_who_cannot_see_them() -> None:
    """A title and a description, escaped, and named by the picture."""
    text = plot("p", "a < b", 'x & "y"', [Level(1.0, "", "")], "B", ticks=(0.0, 1.0))
    root = ET.fromstring(text)  # noqa: S314 - our own

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "p-t p-d"
    assert [root[0].text, root[1].text] == ["a < b", 'x & "y"']
    assert root[0].get("id") == "p-t"


def test_legend_names_what_has_a_name() -> None:
    """One entry a labelled mark, escaped."""
    text = legend([Level(1.0, "a < b", "c1"), Level(2.0, "", "c2")])

    assert text.count("<li>") == 1
    assert "a &lt; b" in text
