"""Choose a scenario and start it."""

import subprocess
import sys
from pathlib import Path

from PyQt5.QtWidgets import (
    QApplication,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class Launcher(QWidget):
    """A list of scenarios and a button."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Barter Launcher")
        self.scenarios = QListWidget()
        self.scenarios.addItems(sorted(map(str, Path("scenarios").rglob("*.yaml"))))
        self.scenarios.setCurrentRow(0)
        run = QPushButton("&Run")
        run.clicked.connect(self.run)
        self.scenarios.itemActivated.connect(self.run)
        layout = QVBoxLayout(self)
        layout.addWidget(self.scenarios)
        layout.addWidget(run)

    def run(self) -> None:
        """Start the chosen scenario as a process of its own."""
        chosen = self.scenarios.currentItem().text()
        subprocess.Popen([sys.executable, "main.py", chosen, "--seed", "7"])


if __name__ == "__main__":
    application = QApplication(sys.argv)
    launcher = Launcher()
    launcher.show()
    sys.exit(application.exec_())
