"""Show how many runs there are."""

import sys

from barter.record import FILE, count
from PyQt5.QtWidgets import QApplication, QLabel

if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = QLabel(f"{count()} runs in {FILE.resolve()}")
    window.setWindowTitle(f"Barter Logs: {count()}")
    window.show()
    sys.exit(application.exec_())
