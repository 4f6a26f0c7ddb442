"""The files and folders that were looked at last."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QSettings
from PyQt5.QtWidgets import QMenu

_KEPT = 10


class Recent:
    """Remembers what was opened, and offers it in a menu.

    Parameters
    ----------
    settings : QSettings
    menu : QMenu
    open_path : callable
        Called with what is chosen.
    """

    def __init__(
        self, settings: QSettings, menu: QMenu, open_path: Callable[[Path], object]
    ) -> None:
        self._settings, self._menu, self._open = settings, menu, open_path
        menu.aboutToShow.connect(self._fill)

    def add(self, path: Path) -> None:
        """Put a file or folder first."""
        others = (each for each in self._names() if each != str(path))
        self._settings.setValue("recent", [str(path), *others][:_KEPT])

    def _names(self) -> list[str]:
        names = self._settings.value("recent") or []
        return [names] if isinstance(names, str) else list(names)

    def _fill(self) -> None:
        self._menu.clear()
        tr = self._menu.tr
        names = self._names()
        for name in names:
            action = self._menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _checked, path=Path(name): self._open(path))
            if not Path(name).exists():
                action.setText(tr("{0} (no longer there)").format(action.text()))
                action.setEnabled(False)
        if not names:
            self._menu.addAction(tr("Nothing yet")).setEnabled(False)
        gone = [name for name in names if not Path(name).exists()]
        if gone:
            self._menu.addSeparator()
            forget = self._menu.addAction(tr("&Forget what is no longer there"))
            forget.triggered.connect(lambda _checked: self._forget(gone))

    def _forget(self, gone: list[str]) -> None:
        left = [name for name in self._names() if name not in gone]
        self._settings.setValue("recent", left)
