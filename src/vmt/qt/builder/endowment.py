"""What agents own at first: one of four ways to say it, for one good."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from PyQt5.QtCore import QSignalBlocker, Qt
from PyQt5.QtWidgets import (
    QComboBox,
    QGroupBox,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
)

from vmt.qt import theme
from vmt.qt.builder.drawn import Drawn
from vmt.qt.builder.page import Part, mapping_at, problem_label
from vmt.qt.forms.editors import raw_text
from vmt.qt.forms.row_form import RowForm
from vmt.qt.forms.rows import MISSING, Kind, Row, write
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change

_LINES = 4


class Form(Enum):
    """How an endowment is written."""

    SAME = "same"
    LIST = "list"
    WHOLE = "uniform_int"
    ANY = "uniform"


class EndowmentPart(Part):
    """The endowment of one good.

    Parameters
    ----------
    good : str
        A or B.
    """

    def __init__(self, good: str) -> None:
        super().__init__()
        self._steps: Steps = ("initial_inventories", good)
        self._agents: object = None
        self._value: object = None
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("How {0} is given").format(good))
        self.box.setFocusPolicy(Qt.StrongFocus)
        for form, words in (
            (Form.SAME, self.tr("The same for all agents")),
            (Form.LIST, self.tr("A list, one for each agent")),
            (Form.WHOLE, self.tr("Drawn for each agent, whole units")),
            (Form.ANY, self.tr("Drawn for each agent, any quantity")),
        ):
            self.box.addItem(words, form)
        self.box.activated.connect(self._switch)
        self.forms = {
            Form.SAME: RowForm([_row(good, "units", Kind.QUANTITY)]),
            Form.WHOLE: RowForm(_bounds(Kind.WHOLE)),
            Form.ANY: RowForm(_bounds(Kind.QUANTITY)),
        }
        self.list = QPlainTextEdit()
        self.list.setTabChangesFocus(True)
        self.list.setAcceptDrops(False)
        self.list.setAccessibleName(self.tr("{0} of each agent").format(good))
        self.list.setFixedHeight((_LINES + 1) * self.list.fontMetrics().lineSpacing())
        self.list.textChanged.connect(self._write_list)
        self.note, self.problem = QLabel(), problem_label()
        self.note.setWordWrap(True)
        self.note.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)

        frame = QGroupBox(self.tr("Good {0}").format(good))
        inner = QVBoxLayout(frame)
        for widget in (self.box, *self.forms.values(), self.list):
            inner.addWidget(widget)
        inner.addWidget(self.note)
        inner.addWidget(self.problem)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        for form, rows in self.forms.items():
            rows.edited.connect(lambda key, form=form: self._write(form, key))
            rows.explained.connect(self.explained)

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show how a file says it."""
        self._agents = data.get("agents")
        good = str(self._steps[-1])
        self._value = mapping_at(data, self._steps[:-1]).get(good)
        form = form_of(self._value)
        index = next(i for i in range(self.box.count()) if self.box.itemData(i) is form)
        self.box.setCurrentIndex(index)
        for other, rows in self.forms.items():
            rows.setVisible(other is form)
        self.list.setVisible(form is Form.LIST)
        match form:
            case Form.LIST:
                self._show_list(self._value)
            case Form.SAME:
                shown = {} if self._value is None else {good: self._value}
                self.forms[form].set_values(shown)
            case _:
                low, high = _ends(self._value)
                self.forms[form].set_values({"lowest": low, "highest": high})
        self._show_note()

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show the first thing that is wrong with the good."""
        sentence = next(
            (text for steps, text in problems.items() if self.has(steps)), ""
        )
        self.problem.setText(sentence)
        self.problem.setStyleSheet(f"color: {theme.current().error}")
        self.problem.setVisible(bool(sentence))

    def has(self, steps: Steps) -> bool:
        """Tell whether a way leads to the good."""
        return self._steps[:1] == steps or steps[: len(self._steps)] == self._steps

    def focus(self, steps: Steps) -> None:
        """Put the cursor to the good."""
        form = self.box.currentData()
        if form is Form.LIST:
            self.list.setFocus(Qt.OtherFocusReason)
        else:
            rows = self.forms[form]
            is_last = steps[-1] == 1 and len(rows.keys) > 1
            rows.focus(rows.keys[1 if is_last else 0])

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show what each agent gets."""
        good = "AB".index(str(self._steps[-1]))
        self._show_note(drawn.holdings(good) if drawn else None)

    def _show_list(self, value: object) -> None:
        entries = value if isinstance(value, tuple) else ()
        if _read_list(raw_text(self.list)) != list(map(_number, entries)):
            with QSignalBlocker(self.list):
                self.list.setPlainText(", ".join(map(write, entries)))

    def _show_note(self, drawn: list[str] | None = None) -> None:
        text = ""
        if isinstance(self._value, tuple):
            text = self.tr("{0} entries").format(len(self._value))
            if isinstance(self._agents, int):
                text += self.tr(" for {0} agents").format(self._agents)
        elif isinstance(self._value, Mapping) and drawn:
            some = ", ".join(drawn[:24]) + (" …" if len(drawn) > 24 else "")
            text = self.tr("Agents 0, 1, 2 … get {0}").format(some)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _switch(self) -> None:
        """Say the same in another way, as far as that can be."""
        form, before = self.box.currentData(), self._value
        if form is form_of(before):
            return
        low, high = _ends(before)
        number = self._agents if isinstance(self._agents, int) else 1
        value: object
        match form:
            case Form.SAME:
                value = low
            case Form.LIST:
                value = [low] * max(1, min(number, 1000))
            case Form.WHOLE:
                value = {"uniform_int": [int(low), max(int(low), int(high))]}
            case _:
                value = {"uniform": [low, high]}
        self.wrote.emit([Change(self._steps, value)])

    def _write(self, form: Form, key: str) -> None:
        rows = self.forms[form]
        if form is Form.SAME:
            value = rows.value(key)
            new = REMOVED if value is MISSING else value
            self.wrote.emit([Change(self._steps, new)])
            return
        ends = [rows.value(end) for end in rows.keys]
        value = {form.value: ["" if end is MISSING else end for end in ends]}
        written = self._value if isinstance(self._value, Mapping) else {}
        there = written.get(form.value)
        if isinstance(there, tuple) and len(there) == 2:
            index = rows.keys.index(key)
            steps = (*self._steps, form.value, index)
            new = value[form.value][index]
            self.wrote.emit([Change(steps, new)])
        else:
            self.wrote.emit([Change(self._steps, value)])

    def _write_list(self) -> None:
        self.wrote.emit([Change(self._steps, _read_list(raw_text(self.list)))])


def form_of(value: object) -> Form:
    """Return how an endowment is written."""
    match value:
        case tuple():
            return Form.LIST
        case {"uniform": _}:
            return Form.ANY
        case Mapping():
            return Form.WHOLE
    return Form.SAME


def _ends(value: object) -> tuple[Any, Any]:
    """Return the lowest and highest quantity that an endowment may give."""
    match value:
        case {"uniform": (low, high)} | {"uniform_int": (low, high)}:
            return _number(low), _number(high)
        case tuple() if numbers := [n for n in map(_number, value) if _is_number(n)]:
            return min(numbers), max(numbers)
    number = _number(value)
    return (number, number) if _is_number(number) else (0, 0)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _number(value: object) -> Any:
    """Return a number as the file has it; a text that is one as a number."""
    return _row("", "", Kind.QUANTITY).read(value) if isinstance(value, str) else value


def _read_list(text: str) -> list[Any]:
    """Return the numbers between commas and blanks; what is none as it is."""
    words = re.split(r"[\s,;]+", text.strip(" \n\t,;[]"))
    return [_plain(_number(word)) for word in words if word]


def _plain(number: Any) -> Any:
    is_whole = isinstance(number, Decimal) and number == number.to_integral_value()
    return int(number) if is_whole else number


def _bounds(kind: Kind) -> list[Row]:
    return [_row(key, "units", kind) for key in ("lowest", "highest")]


def _row(key: str, unit: str, kind: Kind) -> Row:
    return Row(
        key,
        kind,
        MISSING,
        f"{kind.value} of at least 0",
        "required",
        unit,
        "What each agent has at first."
        if key in {"A", "B"}
        else f"The {key} that an agent may get.",
        "",
        least=0,
    )
