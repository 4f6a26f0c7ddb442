"""Looks for garbage in the thread of the windows, and in no other.

Python looks for cycles of objects that nobody uses in whichever thread happens to be at
work. Where such a cycle holds a widget, the widget would be destroyed in a thread that
is not its own, and Qt crashes.
"""

import gc

from PyQt5.QtCore import QObject, Qt, QTimer

_INTERVAL = 3000  # ms


class Collector(QObject):
    """Collects garbage now and then, as much as Python would have by then.

    Parameters
    ----------
    parent : QObject
        Of the thread that may destroy widgets.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.setTimerType(Qt.VeryCoarseTimer)
        self._timer.timeout.connect(collect_if_due)
        self._timer.start()


def collect_if_due() -> None:
    """Collect the oldest generation that Python would have collected by now."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
