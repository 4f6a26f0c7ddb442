"""A PyQt5 program that copies and pastes, told how by lines on its standard input.

``copy "text"`` (JSON) selects the text in an editor and copies it; ``paste`` pastes
into an empty editor and prints what is there then, as JSON.
"""

import json
import subprocess
import sys
from pathlib import Path


class QtEditor:
    """The program, as the tests run it.

    Parameters
    ----------
    environment : dict of str to str
        With DISPLAY.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__)],
            env={**environment, "QT_QPA_PLATFORM": "xcb"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def copy(self, text: str) -> None:
        """Copy a text."""
        self._tell(f"copy {json.dumps(text)}")

    def paste(self) -> str:
        """Return what is pasted."""
        return str(self._tell("paste"))

    def close(self) -> None:
        """Close its window."""
        self._process.communicate()

    def _tell(self, line: str) -> object:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def main() -> int:
    """Copy and paste until the standard input ends."""
    from PyQt5.QtCore import QSocketNotifier
    from PyQt5.QtWidgets import QApplication, QPlainTextEdit

    application = QApplication(sys.argv)
    editor = QPlainTextEdit()
    editor.show()

    def obey() -> None:
        word, _, rest = sys.stdin.readline().strip().partition(" ")
        answer: object = None
        application.sync()  # whose the clipboard is by now
        if word == "copy":
            editor.setPlainText(json.loads(rest))
            editor.selectAll()
            editor.copy()
            application.sync()
        elif word == "paste":
            editor.clear()
            editor.paste()
            answer = editor.toPlainText()
        else:
            application.quit()
        print(json.dumps(answer), flush=True)

    notifier = QSocketNotifier(0, QSocketNotifier.Read)
    notifier.activated.connect(obey)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main())
