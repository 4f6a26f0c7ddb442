"""The page: complete in itself, well formed, everything in it escaped, and small."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from report_economies import Economy, Study, ces, cobb_douglas
from vmt.analysis.benchmark import benchmark
from vmt.analysis.figures import Figures
from vmt.analysis.numbers import number, percent
from vmt.analysis.people import people
from vmt.analysis.series import mrs_dispersion, price_path, traded, utility_by_taste
from vmt.engine.configuration import PreferenceKind
from vmt.report.glossary import GLOSSARY, updated
from vmt.report.page import page
from vmt.report.words import protocol

DOCUMENTATION = Path(__file__).resolve().parents[3] / "docs" / "report.md"
VOID = {"meta", "br", "path"}
EVIL = "<script>alert('1')</script> & \"co\""


class Reader(HTMLParser):
    """Collects the elements of a page, and holds that they are nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        self.seen[tag] += 1
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element that has nothing in it."""
        self.seen[tag] += 1
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        """Leave the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text, with a space between elements."""
        self.text += f"{data} "


@pytest.fixture
def box(economy: Economy, study: Study) -> Figures:
    """Return the figures of the box of 10, 3."""
    return study(economy([(10, 3), (3, 10)], ces(0.5)), 30)


def test_page_is_complete_in_itself(box: Figures) -> None:
    """It loads nothing: no script, no link, no image, no address in the style."""
    text = page(box)
    read = Reader(text)

    assert not {"script", "link", "img", "iframe", "a"} & read.seen.keys()
    assert not {"src", "href", "srcset"} & {name for name, _ in read.attributes}
    assert "url(" not in text
    assert "@import" not in text
    assert "http" not in text


def test_names_are_unique_and_found(box: Figures) -> None:
    """No two elements have one id, and what is referred to is there."""
    read = Reader(page(box))
    ids = [value for name, value in read.attributes if name == "id"]
    named = [v for n, v in read.attributes if n == "aria-labelledby" and v]

    assert len(ids) == len(set(ids)) > 8
    assert {name for names in named for name in names.split()} <= set(ids)


def test_page_says_what_is_needed_to_repeat_the_run(box: Figures) -> None:
    """Seed, rules, protocols, ticks, versions and digest are in it."""
    run = box.observed.run
    text = Reader(page(box)).text

    for told in (
        run.final_digest,
        run.engine_version,
        run.rule_set,
        run.search_protocol,
        run.matching_protocol,
        run.bargaining_protocol,
        run.numpy_version,
    ):
        assert told
        assert told in text
    assert re.search(r"Seed\s*1\b", text)
    assert all(term.name in text for term in GLOSSARY)
    assert "One seed proves nothing" in re.sub(r"\s+", " ", text)


def test_everything_is_escaped(box: Figures) -> None:
    """A scenario may be called what it likes."""
    o = box.observed
    run = replace(o.run, scenario_name=EVIL, message=EVIL, search_protocol=EVIL)
    tastes = tuple(replace(taste, name=EVIL, parameters=EVIL) for taste in o.tastes)
    observed = replace(o, run=run, tastes=tastes, description=EVIL)
    text = page(replace(box, observed=observed))

    assert "<script" not in text
    assert Reader(text).text.count(EVIL) >= 6


def test_what_is_not_known_is_told_not_drawn(economy: Economy, study: Study) -> None:
    """Satiable tastes have no p*, no gains and no values; the reasons stand there."""
    values = {"A_star": 9.0, "B_star": 9.0, "sigma_A": 4.0, "sigma_B": 4.0}
    found = study(economy([(10, 3), (3, 10)], (PreferenceKind.QUADRATIC, values)), 10)
    text = Reader(page(found)).text

    assert "no competitive price to compare with" in text
    assert "this measure of the gains from trade is not defined" in text
    assert "Value, B" not in text
    assert "nan" not in page(found).lower().replace("nano", "")


def test_run_without_trade_has_a_page(economy: Economy, study: Study) -> None:
    """Nobody trades who has what the others have."""
    text = Reader(page(study(economy([(4, 4)] * 3, ces(-1.0)), 3))).text

    assert "There was no trade, so there is no price." in text
    assert "nothing to gain" in text


def test_run_of_no_ticks_has_a_page(economy: Economy, study: Study) -> None:
    """A run that was ended before its first tick shows what it began with."""
    text = Reader(page(study(economy([(10, 3), (3, 10)], ces(0.5)), 0))).text

    assert "There was no trade" in text
    assert "Who gained" in text


def test_many_agents_are_told_by_taste(economy: Economy, study: Study) -> None:
    """Forty-one agents of one taste have one row; forty have one each."""
    endowments = [(10.0, 2.0), (2.0, 10.0)] * 20 + [(5.0, 5.0)]
    one = study(economy(endowments, cobb_douglas(0.5)), 20)
    read = Reader(page(one))

    assert read.seen["tr"] == 1 + 1
    assert "Better off" in read.text
    forty = study(economy(endowments[:40], cobb_douglas(0.5)), 5)
    assert Reader(page(forty)).seen["tr"] == 1 + 40


def test_large_runs_have_small_pages(box: Figures) -> None:
    """A thousand agents, a thousand ticks and 300 000 trades: below one megabyte."""
    random = np.random.default_rng(3)
    o, n, m = box.observed, 1000, 300_000
    agents = np.arange(n)
    trades = np.zeros(m, o.trades.dtype)
    trades["tick"] = np.sort(random.integers(0, 1000, m))
    trades["buyer_id"], trades["seller_id"] = random.integers(0, n, (2, m))
    trades["price"] = np.exp(random.normal(0, 0.4, m))
    trades["dA"] = trades["dB"] = 1.0
    ticks = np.unique(np.linspace(-1, 999, 121).astype(int))
    held = random.uniform(1, 20, (2, 1, n)) * np.ones((len(ticks), 1))
    observed = replace(
        o,
        run=replace(o.run, total_ticks=1000, num_agents=n),
        agents=agents,
        taste=agents * 0,
        ticks=ticks,
        A=held[0],
        B=held[1],
        utility=held[0],
        mrs=held[1] / held[0],
        gathered_A=0 * held[0],
        gathered_B=0 * held[0],
        trades=trades,
    )
    expected = benchmark(observed)
    figures = replace(
        box,
        observed=observed,
        benchmark=expected,
        prices=price_path(observed),
        dispersion=mrs_dispersion(observed),
        traded=traded(observed),
        utility=utility_by_taste(observed),
        people=people(observed, expected),
    )
    text = page(figures)

    assert Reader(text).seen["svg"] > 5
    assert 50_000 < len(text.encode()) < 500_000


def test_numbers_are_written_for_people() -> None:
    """A minus is a minus, what is not known a dash, and 100 % is really all."""
    assert number(-0.25) == "−0.25"
    assert number(float("nan")) == number(float("inf")) == "–"
    assert percent(0.5) == "50.0 %"
    assert percent(0.99999) == "> 99.9 %"
    assert percent(1.0) == "100.0 %"


def test_protocols_are_told_with_their_parameters() -> None:
    """Parameters stand behind the name; what is no JSON is left out."""
    assert protocol("nash", "{}") == "nash"
    assert protocol("take_it", '{"share": 0.5}') == "take_it (share 0.5)"
    assert protocol("old", "not json") == "old"
    assert protocol(None, None) == ""


def test_documentation_has_the_glossary() -> None:
    """docs/report.md says of each figure what the page says."""
    told = DOCUMENTATION.read_text(encoding="utf-8")

    assert updated(told) == told, f"run: python -m vmt.report.glossary {DOCUMENTATION}"
    assert all(term.source.replace("*", r"\*")[:30] in told for term in GLOSSARY)
