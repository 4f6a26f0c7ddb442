"""A form for the world of a scenario: its size, its agents, and what there is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from PyQt5.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from vmt.qt.forms.parameter_form import Scroller, checker
from vmt.qt.forms.row_form import Check, RowForm
from vmt.qt.forms.rows import Kind, Row, rows_of
from vmt.qt.launcher.run_options import as_yaml
from vmt.scenario.fields import Section, allowed, default_of, note
from vmt.scenario.model import (
    InitialInventories,
    ModeSchedule,
    ResourceSeed,
    ScenarioModel,
)
from vmt.scenario.resolved import as_mapping

INVENTORIES = "initial_inventories."
"""Section of the keys whose values are written as in a file."""


class WorldForm(QWidget):
    """Rows for the sections of a scenario that make its world.

    Parameters
    ----------
    model : ScenarioModel
        What its file says.

    Attributes
    ----------
    forms : dict
        The form of each section, by what stands before the keys of the section in the
        way to them: ``resource_seed.``.
    """

    def __init__(self, model: ScenarioModel) -> None:
        super().__init__()
        self.forms: dict[str, RowForm] = {}
        column = QWidget()
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        # A mode and a schedule exclude each other.
        top = {"N", "agents"} | ({"mode"} if model.mode_schedule is None else set())
        rows = [row for row in rows_of(ScenarioModel) if row.key in top]
        self._add(self.tr("World"), "", rows, values_of(model))
        inventories = _inventory_rows(model)
        self._add(self.tr("Holdings at first"), INVENTORIES, inventories, {})
        self._add_section(self.tr("Resources"), "resource_seed.", model.resource_seed)
        if model.mode_schedule is not None:
            title = self.tr("Foraging and trading times")
            self._add_section(title, "mode_schedule.", model.mode_schedule)
        self._column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Scroller(column))

    def _add_section(
        self, title: str, before: str, section: ResourceSeed | ModeSchedule
    ) -> None:
        kind = type(section)
        self._add(title, before, rows_of(kind), values_of(section), checker(kind))

    def _add(
        self,
        title: str,
        before: str,
        rows: Iterable[Row],
        values: Mapping[str, Any],
        check: Check | None = None,
    ) -> None:
        self.forms[before] = RowForm(rows, values, check)
        box = QGroupBox(title)
        QVBoxLayout(box).addWidget(self.forms[before])
        self._column.addWidget(box)


def values_of(section: Section) -> dict[str, Any]:
    """Return the values of a section by their keys."""
    return {key: getattr(section, key) for key in type(section).model_fields}


def _inventory_rows(model: ScenarioModel) -> Iterator[Row]:
    """Yield rows for what agents own at first."""
    written = as_mapping(model.initial_inventories)
    for key, field in InitialInventories.model_fields.items():
        yield Row(
            key,
            Kind.LINE,
            as_yaml(written[key]),
            allowed(field),
            default_of(field),
            note(field, "unit"),
            field.description or "",
            note(field, "advice"),
        )
