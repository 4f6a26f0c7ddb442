"""Every colour of the Qt programs, by meaning, for a light and a dark room."""

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication

from vmt.qt.settings import open_settings

_LIGHT_VARIABLE, _DARK_VARIABLE = "VMT_FORCE_LIGHT_THEME", "VMT_FORCE_DARK_THEME"
_NO = {"", "0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, as ``#rrggbb``.

    Attributes
    ----------
    window, field, stripe, button : str
        Behind everything; behind lists and text; every other row; buttons.
    text, quiet : str
        Ordinary text; labels and hints.
    accent, accent_text : str
        What is selected or to be pressed first, and the text on it.
    line : str
        Between things.
    good, warning, error : str
        Text about what goes well, needs a look, or went wrong.
    """

    name: str
    window: str
    field: str
    stripe: str
    button: str
    text: str
    quiet: str
    accent: str
    accent_text: str
    line: str
    good: str
    warning: str
    error: str


LIGHT = Theme(
    name="light",
    window="#eef1f4",
    field="#ffffff",
    stripe="#f5f7f9",
    button="#f7f9fa",
    text="#1c2329",
    quiet="#5c6874",
    accent="#166280",
    accent_text="#ffffff",
    line="#cdd4db",
    good="#146c43",
    warning="#8a5300",
    error="#a3262a",
)

DARK = Theme(
    name="dark",
    window="#1e2328",
    field="#15181c",
    stripe="#1a1e23",
    button="#2b3138",
    text="#e8ecef",
    quiet="#9eaab5",
    accent="#2f86a6",
    accent_text="#ffffff",
    line="#3a424a",
    good="#6fd3a4",
    warning="#f0b65a",
    error="#f29a9a",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def forced(environment: Mapping[str, str]) -> Theme | None:
    """Return the theme that the environment asks for, or None.

    ``VMT_FORCE_LIGHT_THEME`` with any value gives the light theme, otherwise
    ``VMT_FORCE_DARK_THEME`` the dark one, unless its value means no.
    """
    if _LIGHT_VARIABLE in environment:
        return LIGHT
    dark = environment.get(_DARK_VARIABLE, "").strip().lower()
    return None if dark in _NO else DARK


def current() -> Theme:
    """Return the theme that is in force."""
    window = QApplication.palette().color(QPalette.Window)
    return DARK if window.lightness() < 128 else LIGHT


def variables(theme: Theme) -> dict[str, str | None]:
    """Return what tells another program to take a theme; None: to be left out."""
    is_dark = theme is DARK
    return {
        _LIGHT_VARIABLE: None if is_dark else "1",
        _DARK_VARIABLE: "1" if is_dark else None,
    }


def remembered() -> Theme | None:
    """Return the theme that the user has chosen in one of the programs."""
    return THEMES.get(str(open_settings("appearance").value("theme", "")))


def remember(theme: Theme) -> None:
    """Take a theme the next time, in every program."""
    open_settings("appearance").setValue("theme", theme.name)


def apply(theme: Theme) -> None:
    """Show this application in a theme."""
    palette = _palette(theme)
    QApplication.setPalette(palette)
    # Their frame is darker than the window, which nobody sees in the dark.
    palette.setColor(
        QPalette.Base, QColor(theme.line if theme is DARK else theme.field)
    )
    for name in ("QCheckBox", "QRadioButton"):
        QApplication.setPalette(palette, name)
    application = QApplication.instance()
    if application is not None:
        application.setStyleSheet(_style_sheet(theme))


def _palette(theme: Theme) -> QPalette:
    # From these two follow the shades of frames and edges.
    palette = QPalette(QColor(theme.button), QColor(theme.window))
    for role, colour in (
        (QPalette.Window, theme.window),
        (QPalette.WindowText, theme.text),
        (QPalette.Base, theme.field),
        (QPalette.AlternateBase, theme.stripe),
        (QPalette.Text, theme.text),
        (QPalette.PlaceholderText, theme.quiet),
        (QPalette.Button, theme.button),
        (QPalette.ButtonText, theme.text),
        (QPalette.BrightText, theme.error),
        (QPalette.Highlight, theme.accent),
        (QPalette.HighlightedText, theme.accent_text),
        (QPalette.ToolTipBase, theme.field),
        (QPalette.ToolTipText, theme.text),
        (QPalette.Link, theme.accent),
        (QPalette.LinkVisited, theme.accent),
    ):
        palette.setColor(role, QColor(colour))
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText):
        palette.setColor(QPalette.Disabled, role, QColor(theme.quiet))
    # Without the focus a selection is still a selection.
    palette.setColor(QPalette.Disabled, QPalette.Highlight, QColor(theme.line))
    return palette


def _style_sheet(theme: Theme) -> str:
    """Return what the palette cannot say; sizes in units of the font."""
    return f"""
    QPushButton#primary {{
        background: {theme.accent}; color: {theme.accent_text};
        border: 1px solid {theme.accent}; border-radius: 0.25em;
        padding: 0.35em 1.4em; font-weight: bold;
    }}
    QPushButton#primary:hover, QPushButton#primary:focus {{
        border-color: {theme.text};
    }}
    QPushButton#primary:pressed {{ background: {theme.text}; color: {theme.window}; }}
    QPushButton#primary:disabled {{
        background: {theme.line}; border-color: {theme.line}; color: {theme.quiet};
    }}
    QFrame#message {{
        background: {theme.field}; border: 1px solid {theme.error};
        border-left: 4px solid {theme.error};
    }}
    QTableView {{ border: 1px solid {theme.line}; }}
    QTableView::item {{ padding: 0 0.5em; border: none; }}
    QTableView::item:selected {{
        background: {theme.accent}; color: {theme.accent_text};
    }}
    QHeaderView {{ background: {theme.window}; }}
    QHeaderView::section {{
        background: {theme.window}; color: {theme.quiet}; font-weight: bold;
        padding: 0.3em 0.75em; border: none; border-bottom: 1px solid {theme.line};
    }}
    QSplitter::handle {{ background: transparent; }}
    QToolTip {{
        background: {theme.field}; color: {theme.text};
        border: 1px solid {theme.line};
    }}
    """
