"""The institutions of a market: which protocols it has, and their parameters."""

from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QComboBox,
    QGroupBox,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vmt.engine.protocols import registry
from vmt.errors import UserError
from vmt.qt import theme
from vmt.qt.forms.parameter_form import Scroller
from vmt.qt.forms.row_form import RowForm
from vmt.qt.forms.rows import rows_of_protocol
from vmt.scenario.model import ScenarioModel

Choice = tuple[str, dict[str, object]]
"""The name of a protocol, and those of its parameters that are not the defaults."""


class _CategoryBox(QGroupBox):
    """Picks the protocol of one category."""

    changed = pyqtSignal()

    def __init__(self, category: str) -> None:
        super().__init__(category.capitalize())
        self.category = category
        self.key = f"{category}_protocol"
        self._unread: object = None
        self.box = QComboBox()
        self.box.setFocusPolicy(Qt.StrongFocus)
        self.box.setAccessibleName(f"{self.title()} protocol")
        self.box.installEventFilter(self)
        for name in registry.names(category):
            words = name.replace("_", " ")
            if name == registry.default(category):
                words = self.tr("{0} (default)").format(words)
            self.box.addItem(words, name)
        self.box.activated.connect(self._pick)
        meaning = ScenarioModel.model_fields[self.key].description or ""
        self.about, self.problem = QLabel(), QLabel()
        for label in (self.about, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.PlainText)
            label.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)
        self.box.setToolTip(meaning)
        self.form = RowForm([])
        self.column = QVBoxLayout(self)
        self.column.addWidget(QLabel(meaning))
        self.column.addWidget(self.box)
        self.column.addWidget(self.about)
        self.column.addWidget(self.form)
        self.column.addWidget(self.problem)
        self.show_choice((registry.default(category), {}))

    def choice(self) -> Choice | object:
        """Return what is chosen; what a file says, where it is no protocol."""
        name = self.box.currentData()
        return self._unread if name is None else (name, self.form.values())

    def show_choice(self, choice: Choice) -> None:
        """Show a protocol and its parameters."""
        name, parameters = choice
        self._unread = None
        self._forget_unread()
        before = self.box.currentData()
        self.box.setCurrentIndex(self.box.findData(name))
        if before != name or not self.about.text():
            self._make_form(name)
        self.form.set_values(parameters)
        self._check()

    def show_unread(self, value: object) -> None:
        """Show that a file says something that is no protocol."""
        self._unread = value
        self._forget_unread()
        name = value.get("name", value) if isinstance(value, Mapping) else value
        self.box.addItem(str(name), None)
        self.box.setCurrentIndex(self.box.count() - 1)
        self.about.setText("")
        self._set_form(RowForm([]))

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong; nothing takes it away."""
        self.problem.setText(sentence)
        self.problem.setStyleSheet(f"color: {theme.current().error}")
        self.problem.setVisible(bool(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the wheel from changing what has not the focus."""
        if event.type() == QEvent.Wheel and not self.box.hasFocus():
            event.ignore()
            return True
        return bool(super().eventFilter(watched, event))

    def _forget_unread(self) -> None:
        if (index := self.box.findData(None)) >= 0:
            self.box.removeItem(index)

    def _pick(self) -> None:
        name = self.box.currentData()
        if name is None:
            return
        self._unread = None
        self._forget_unread()
        self._make_form(name)
        self._edited()

    def _make_form(self, name: str) -> None:
        self.about.setText(registry.describe(self.category, name).description)
        self._set_form(RowForm(rows_of_protocol(self.category, name)))

    def _set_form(self, form: RowForm) -> None:
        self.column.replaceWidget(self.form, form)
        self.form.hide()
        self.form.deleteLater()
        self.form = form
        form.changed.connect(self._edited)
        form.setVisible(bool(form.keys))

    def _edited(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        """Ask the protocol what it thinks of its parameters."""
        sentence = ""
        try:
            registry.make(self.category, self.box.currentData(), self.form.values())
        except UserError as error:
            sentence = str(error)
        self.show_problem(sentence)


class ProtocolPicker(QWidget):
    """Picks the protocols of search, matching and bargaining.

    Values are those of a scenario file: ``search_protocol`` and so on, each a name,
    or a mapping with ``name`` and ``params``.

    Parameters
    ----------
    defaults : mapping, optional
        What is chosen where nothing is picked, instead of the defaults of VMT.
    parent : QWidget, optional
    scrolls : bool
        Whether it scrolls by itself where there is no room.
    """

    changed = pyqtSignal()
    """The user has picked something else."""
    picked = pyqtSignal(str)
    """The user has picked something else for this key."""

    def __init__(
        self,
        defaults: Mapping[str, object] | None = None,
        parent: QWidget | None = None,
        *,
        scrolls: bool = True,
    ) -> None:
        super().__init__(parent)
        self._defaults = dict(defaults or {})
        self._boxes = {box.key: box for box in map(_CategoryBox, registry.CATEGORIES)}
        column = QWidget() if scrolls else self
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        for box in self._boxes.values():
            box.changed.connect(lambda key=box.key: self.picked.emit(key))
            box.changed.connect(self.changed)
            inner.addWidget(box)
        inner.addStretch(1)
        if scrolls:
            layout = QVBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(Scroller(column))
        self.set_values({})

    @property
    def keys(self) -> list[str]:
        """The keys of a scenario that are picked here."""
        return list(self._boxes)

    def values(self) -> dict[str, object]:
        """Return the choices that differ from the defaults, as a file has them."""
        return {
            key: _written(box.choice())
            for key, box in self._boxes.items()
            if box.choice() != _read(key, self._defaults.get(key))
        }

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show choices; those that are not among them are the defaults."""
        for key, box in self._boxes.items():
            value = values.get(key, self._defaults.get(key))
            choice = _read(key, value)
            if choice is None:
                box.show_unread(value)
            else:
                box.show_choice(choice)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong with a choice, in a sentence by key."""
        for key, box in self._boxes.items():
            if key in problems:
                box.show_problem(problems[key])

    def focus(self, key: str) -> bool:
        """Put the cursor into a choice; return whether there is one of that key."""
        if key in self._boxes:
            self._boxes[key].box.setFocus(Qt.OtherFocusReason)
        return key in self._boxes

    def widget_of(self, key: str) -> QWidget:
        """Return the list of protocols of a key."""
        return self._boxes[key].box


def _read(key: str, value: object) -> Choice | None:
    """Return what a file says; None if that is no protocol."""
    category = key.removesuffix("_protocol")
    parameters: Any = {}
    match value:
        case None:
            return registry.default(category), {}
        case str():
            name = value
        case {"name": str(name), **rest} if not rest.keys() - {"params"}:
            parameters = rest.get("params") or {}
        case _:
            return None
    try:
        canonical = registry.resolve(category, name)
    except UserError:
        return None
    known = registry.parameters(category, canonical)
    if not isinstance(parameters, Mapping) or parameters.keys() - known.keys():
        return None
    different = {k: v for k, v in parameters.items() if v != known[k]}
    return canonical, different


def _written(choice: Choice | object) -> object:
    match choice:
        case (str(name), {**parameters}):
            return {"name": name, "params": parameters} if parameters else name
    return choice
