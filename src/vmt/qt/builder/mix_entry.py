"""One entry of the mix: a form of utility, its parameters and its weight."""

from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QComboBox,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from vmt.qt import theme
from vmt.qt.builder.page import Part, mapping_at, problem_label
from vmt.qt.builder.population_strip import Swatch
from vmt.qt.builder.tastes import TASTES, Taste, taste_of
from vmt.qt.forms.row_form import RowForm
from vmt.qt.forms.rows import MISSING, rows_of
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change
from vmt.scenario.preferences import CES, FORMS, Entry


class MixEntry(Part):
    """Shows one entry of ``utilities.mix``.

    Parameters
    ----------
    index : int
        Which of them.
    """

    removed = pyqtSignal(int)
    """The user wants to have this entry no longer."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._steps: Steps = ("utilities", "mix", index)
        self._entry: Mapping[str, Any] = {}
        self._taste: Taste | None = None
        self.swatch = Swatch(index)
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Form of entry {0}").format(index + 1))
        self.box.setFocusPolicy(Qt.StrongFocus)
        for taste in TASTES:
            self.box.addItem(taste.title, taste)
        self.box.activated.connect(self._switch)
        self.count = QLabel()
        self.remove_button = QPushButton(self.tr("Remove"))
        self.remove_button.setAccessibleName(
            self.tr("Remove entry {0}").format(index + 1)
        )
        self.remove_button.clicked.connect(lambda: self.removed.emit(self._index))
        self.about, self.problem = QLabel(), problem_label()
        self.about.setWordWrap(True)
        self.about.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)
        weights = [row for row in rows_of(Entry[CES]) if row.key == "weight"]
        self.weight = RowForm(weights)
        self.weight.edited.connect(lambda key: self._write(self.weight, (key,)))
        self.weight.explained.connect(self.explained)
        self.form = RowForm([])

        head = QHBoxLayout()
        head.addWidget(self.swatch)
        head.addWidget(self.box, 1)
        head.addWidget(self.count)
        head.addWidget(self.remove_button)
        frame = QGroupBox()
        self._column = QVBoxLayout(frame)
        self._column.addLayout(head)
        for widget in (self.about, self.problem, self.weight, self.form):
            self._column.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show what a file says of the entry."""
        self._entry = mapping_at(data, self._steps)
        taste = taste_of(self._entry)
        if taste is None:
            self._show_foreign()
        elif taste is not self._taste:
            self._forget_foreign()
            self.box.setCurrentIndex(TASTES.index(taste))
            rows = rows_of(FORMS[taste.type])
            self._set_form(RowForm(row for row in rows if row.key not in taste.fixed))
        self._taste = taste
        self.about.setText(taste.about if taste else "")
        self.weight.set_values(self._entry)
        self.form.set_values(mapping_at(self._entry, ("params",)))

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show what is wrong with the entry, and with its parameters beside them."""
        length = len(self._steps)
        own = {s[length:]: t for s, t in problems.items() if s[:length] == self._steps}
        beside = {str(steps[-1]): text for steps, text in own.items() if steps}
        self.weight.show_problems(beside)
        self.form.show_problems(beside)
        shown = {*self.weight.keys, *self.form.keys}
        sentence = " ".join(
            text for steps, text in own.items() if not steps or steps[-1] not in shown
        )
        self.problem.setText(sentence)
        self.problem.setStyleSheet(f"color: {theme.current().error}")
        self.problem.setVisible(bool(sentence))

    def show_count(self, count: int | None) -> None:
        """Show how many agents get the entry, if that is known."""
        known = count is not None
        self.count.setText(self.tr("{0} agents").format(count) if known else "")
        self.count.setVisible(known)

    def has(self, steps: Steps) -> bool:
        """Tell whether a way leads to the entry."""
        return steps[: len(self._steps)] == self._steps

    def focus(self, steps: Steps) -> None:
        """Put the cursor to a parameter, the weight or the form."""
        key = str(steps[-1])
        if not self.form.focus(key) and not self.weight.focus(key):
            self.box.setFocus(Qt.OtherFocusReason)

    def _set_form(self, form: RowForm) -> None:
        form.edited.connect(lambda key: self._write(form, ("params", key)))
        form.explained.connect(self.explained)
        self._column.replaceWidget(self.form, form)
        self.form.hide()
        self.form.deleteLater()
        self.form = form

    def _show_foreign(self) -> None:
        self._forget_foreign()
        self.box.addItem(str(self._entry.get("type", self.tr("no form"))), None)
        self.box.setCurrentIndex(len(TASTES))
        self._set_form(RowForm([]))

    def _forget_foreign(self) -> None:
        if self.box.count() > len(TASTES):
            self.box.removeItem(len(TASTES))

    def _switch(self) -> None:
        """Take another form of utility, and what parameters they have in common."""
        taste: Taste | None = self.box.currentData()
        if taste is None or taste is self._taste:
            return
        steps, before = self._steps, mapping_at(self._entry, ("params",))
        if self._entry.get("type") == taste.type and "rho" in taste.start:
            # CES and Cobb-Douglas differ by their rho alone.
            self.wrote.emit([Change((*steps, "params", "rho"), taste.start["rho"])])
            return
        params = {key: before.get(key, value) for key, value in taste.start.items()}
        self.wrote.emit(
            [
                Change((*steps, "type"), taste.type),
                Change((*steps, "params"), params | taste.fixed),
            ]
        )

    def _write(self, form: RowForm, way: Steps) -> None:
        key = str(way[-1])
        value = form.value(key)
        unset = form.is_unset(key) or value is MISSING
        self.wrote.emit([Change((*self._steps, *way), REMOVED if unset else value)])
