"""The options of the next runs: rules, protocols and every parameter."""

from PyQt5.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from vmt.engine.rules import RULE_SETS, V2
from vmt.errors import UserError
from vmt.qt import theme
from vmt.qt.forms import ParameterForm, ProtocolPicker
from vmt.qt.forms.row_form import RowForm
from vmt.qt.icons import icon
from vmt.qt.launcher.run_options import RunOptions, as_yaml
from vmt.qt.launcher.world_form import INVENTORIES, WorldForm, values_of
from vmt.qt.placement import keep_within
from vmt.scenario import Problem, Scenario
from vmt.scenario.model import Params, ScenarioModel
from vmt.scenario.overrides import override

LARGEST_TICKS = 999_999_999
_WIDE, _HIGH = 66, 36  # letters and lines


class OptionsDialog(QDialog):
    """Changes what the next runs of a scenario do otherwise than its file says.

    It stays open beside the launcher; every change holds at once.

    Parameters
    ----------
    parent : QWidget
    scenario : Scenario
        As the file says it.
    options : RunOptions
        What is changed already.
    """

    changed = pyqtSignal(object)
    """Sent with the `RunOptions` that now hold."""
    run_wanted = pyqtSignal()
    """Sent when a run with them is to be started."""

    def __init__(
        self, parent: QWidget, scenario: Scenario, options: RunOptions
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Options: {0}").format(scenario.name))
        self.setWindowFlag(Qt.WindowContextHelpButtonHint, on=False)
        self.setAttribute(Qt.WA_DeleteOnClose)
        model = scenario.model
        self._parameters = ParameterForm(Params, values_of(model.params))
        self._world = WorldForm(model)
        self._forms = {"params.": self._parameters.rows, **self._world.forms}
        self.protocols = ProtocolPicker(_protocols(model))
        self._make_run_page()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self._run_page, self.tr("&Run")),
            (self._world, self.tr("&World")),
            (self._parameters, self.tr("&Parameters")),
            (self.protocols, self.tr("Pro&tocols")),
        ):
            self.tabs.addTab(_with_margins(page), title)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.PlainText)
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.Close)
        self.reset_button = QPushButton(self.tr("&As the scenario says"))
        self.buttons.addButton(self.reset_button, QDialogButtonBox.ResetRole)
        self.run_button = QPushButton(icon("run"), self.tr("Run in the viewer"))
        self.run_button.setObjectName("primary")
        self.buttons.addButton(self.run_button, QDialogButtonBox.ActionRole)
        self.run_button.clicked.connect(self.run_wanted)
        close = self.buttons.button(QDialogButtonBox.Close)
        close.setIcon(QIcon())
        for button in (close, self.reset_button, self.run_button):
            button.setAutoDefault(False)  # Enter belongs to the fields
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

        self.show_options(options)
        for form in self._forms.values():
            form.changed.connect(self._tell)
        self.protocols.changed.connect(self._tell)
        self.ticks.valueChanged.connect(self._tell)
        self.rules.activated.connect(self._tell)
        self.reset_button.clicked.connect(self._reset)
        letters = self.fontMetrics()
        self.resize(
            QSize(_WIDE * letters.averageCharWidth(), _HIGH * letters.lineSpacing())
        )
        keep_within(self, self.screen().availableGeometry())

    @property
    def options(self) -> RunOptions:
        """What is changed now."""
        overrides = {
            f"{before}{key}": str(value) if before == INVENTORIES else as_yaml(value)
            for before, form in self._forms.items()
            for key, value in form.values().items()
        }
        chosen = self.protocols.values()
        overrides |= {key: as_yaml(value) for key, value in chosen.items()}
        return RunOptions(
            self.ticks.value() or None, str(self.rules.currentData()), overrides
        )

    def form_of(self, key: str) -> RowForm | None:
        """Return the form with the row of a key, such as ``params.beta``."""
        before, _, name = key.rpartition(".")
        form = self._forms.get(f"{before}." if before else "")
        return form if form is not None and name in form.keys else None

    def show_options(self, options: RunOptions) -> None:
        """Show other options."""
        self.ticks.setValue(options.ticks or 0)
        self.rules.setCurrentIndex(self.rules.findData(options.rules))
        self._explain_rules()
        for before, form in self._forms.items():
            raw = before == INVENTORIES
            form.set_values(
                {
                    key.removeprefix(before): text if raw else _read(key, text)
                    for key, text in options.overrides.items()
                    if self.form_of(key) is form
                }
            )
        self.protocols.set_values(
            {
                key: _read(key, options.overrides[key])
                for key in self.protocols.keys
                if key in options.overrides
            }
        )
        self.reset_button.setEnabled(options.is_changed)

    def show_problems(self, problems: tuple[Problem, ...], error: str) -> None:
        """Mark what is wrong in its row; what has no row stands below."""
        marked: dict[str, dict[str, str]] = {before: {} for before in self._forms}
        protocols, rest = {}, []
        for each in problems:
            before, key = _place(each.steps)
            form = self._forms.get(before)
            if form is not None and key in form.keys:
                marked[before][key] = each.message
            elif key in self.protocols.keys:
                protocols[key] = each.message
            else:
                rest.append(str(each))
        for before, form in self._forms.items():
            form.show_problems(marked[before])
        self.protocols.show_problems(protocols)
        text = "\n".join(rest) if problems else error
        self.problem.setText(text)
        self.problem.setStyleSheet(f"color: {theme.current().error}")
        self.problem.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Write what is wrong in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "problem"):
            self.problem.setStyleSheet(f"color: {theme.current().error}")

    def _make_run_page(self) -> None:
        self.ticks = QSpinBox()
        self.ticks.setRange(0, LARGEST_TICKS)
        self.ticks.setSpecialValueText(self.tr("as the scenario says"))
        self.ticks.setGroupSeparatorShown(True)
        self.ticks.setAccessibleName(self.tr("Last tick"))
        self.ticks.setToolTip(
            self.tr("Where a run ends; without it a run in the viewer goes on and on.")
        )
        self.rules = QComboBox()
        self.rules.setAccessibleName(self.tr("Rule set"))
        for name in RULE_SETS:
            self.rules.addItem(
                self.tr("{0} (default)").format(name) if name == V2.name else name, name
            )
        self.about_rules = QLabel()
        self.about_rules.setWordWrap(True)
        self._run_page = QWidget()
        form = QFormLayout(self._run_page)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("&Last tick"), self.ticks)
        form.addRow(self.tr("R&ule set"), self.rules)
        form.addRow(self.about_rules)

    def _explain_rules(self) -> None:
        about = {
            "v2": self.tr("The model as it is meant."),
            "november": self.tr(
                "The public VMT of November 2025, oddities and all; keys that it did"
                " not know are passed over."
            ),
        }
        self.about_rules.setText(about.get(str(self.rules.currentData()), ""))

    def _reset(self) -> None:
        self.show_options(RunOptions())
        self._tell()

    def _tell(self) -> None:
        self._explain_rules()
        options = self.options
        self.reset_button.setEnabled(options.is_changed)
        self.changed.emit(options)


def _protocols(model: ScenarioModel) -> dict[str, object]:
    """Return the protocols that a file names, as it has them."""
    keys = ("search_protocol", "matching_protocol", "bargaining_protocol")
    chosen = {key: getattr(model, key) for key in keys}
    return {
        key: {"name": choice.name, "params": dict(choice.params)}
        for key, choice in chosen.items()
        if choice is not None
    }


def _read(key: str, text: str) -> object:
    try:
        return override(key, text).value
    except UserError:
        return text


def _place(steps: tuple[str | int, ...]) -> tuple[str, str]:
    """Return the section and the key of a way through a scenario."""
    match steps:
        case (str(key),):
            return "", key
        case (str(key), *_) if key.endswith("_protocol"):
            return "", key
        case (str(section), str(key), *_):
            return f"{section}.", key
    return "", ""


def _with_margins(page: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.addWidget(page)
    return holder
