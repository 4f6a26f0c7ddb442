"""The pages of the builder: which keys of a scenario are where."""

from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from vmt.qt.builder.endowment import EndowmentPart
from vmt.qt.builder.mode import ModePart
from vmt.qt.builder.page import Page, Part, SectionPart
from vmt.qt.builder.population import MixPart
from vmt.qt.builder.positions import PositionsPart
from vmt.qt.forms import ProtocolPicker
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change
from vmt.scenario.model import Params, ResourceSeed, ScenarioModel

_ABOUT = ["name", "description", "look_for", "question", "tags"]
_WORLD = ["N", "agents", "seed", "max_ticks", "quantity_decimals"]
_GROUND = [
    "forage_rate",
    "resource_growth_rate",
    "resource_regen_cooldown",
    "enable_resource_claiming",
    "enforce_single_harvester",
]
_WITHOUT_EFFECT = ["resource_max_amount"]
"""Keys that files may have, and that nobody need write."""


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("pages", text))


def make_pages(picture: QWidget, population: QWidget) -> list[Page]:
    """Return the pages in the order of a file.

    Parameters
    ----------
    picture, population : QWidget
        Stand below the world and the mix.
    """
    top: Steps = ()
    params: Steps = ("params",)
    elsewhere = {*_GROUND, *_WITHOUT_EFFECT}
    others = [key for key in Params.model_fields if key not in elsewhere]
    return [
        Page(
            tr("About"),
            tr("What people read of the scenario."),
            [SectionPart(top, ScenarioModel, _ABOUT)],
        ),
        Page(
            tr("World"),
            tr("How large it is, who lives in it, and for how long."),
            [SectionPart(top, ScenarioModel, _WORLD), PositionsPart()],
            last=picture,
        ),
        Page(
            tr("Population"),
            tr("The tastes: each agent gets one of them at random."),
            [MixPart()],
            below=population,
        ),
        Page(
            tr("Inventories"),
            tr("What each agent owns at first."),
            [EndowmentPart("A"), EndowmentPart("B")],
        ),
        Page(
            tr("Resources"),
            tr("What lies on the ground, how it is harvested and how it regrows."),
            [
                SectionPart(
                    ("resource_seed",), ResourceSeed, title=tr("Before the first tick")
                ),
                SectionPart(params, Params, _GROUND, tr("Afterwards")),
            ],
        ),
        Page(
            tr("Parameters"),
            tr("How agents see, walk and trade."),
            [SectionPart(params, Params, others)],
        ),
        Page(
            tr("Protocols"),
            tr("The institutions of the market."),
            [ProtocolsPart()],
        ),
        Page(tr("Mode"), tr("What agents may do, and when."), [ModePart()]),
    ]


class ProtocolsPart(Part):
    """The protocols of search, matching and bargaining."""

    def __init__(self) -> None:
        super().__init__()
        self._data: Mapping[str, Any] = {}
        self.picker = ProtocolPicker(scrolls=False)
        self.picker.picked.connect(self._write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picker)

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show what a file says."""
        self._data = data
        self.picker.set_values(data)

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show what is wrong with a choice."""
        by_key: dict[str, str] = {}
        for steps, text in problems.items():
            by_key.setdefault(str(steps[0]) if steps else "", text)
        self.picker.show_problems(by_key)

    def has(self, steps: Steps) -> bool:
        """Tell whether a way leads to a choice."""
        return bool(steps) and steps[0] in self.picker.keys

    def focus(self, steps: Steps) -> None:
        """Put the cursor to a choice."""
        self.picker.focus(str(steps[0]))

    def _write(self, key: str) -> None:
        values = self.picker.values()
        if key in values or key in self._data:
            self.wrote.emit([Change((key,), values.get(key, REMOVED))])
