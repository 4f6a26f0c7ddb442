"""Garbage is looked for where widgets may be destroyed."""

import gc
import threading

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication

from vmt.qt import garbage


class Tracked:
    """Part of a cycle; tells in which thread it is destroyed."""

    def __init__(self, ends: list[int]) -> None:
        self.itself = self
        self._ends = ends

    def __del__(self) -> None:
        self._ends.append(threading.get_ident())


def test_worker_that_makes_garbage_destroys_nothing_of_the_windows(
    qapp: QApplication,
) -> None:
    """However much a thread leaves behind, cycles end in the thread of the windows."""
    collector = garbage.Collector(QObject(qapp))
    ends: list[int] = []
    Tracked(ends)

    def litter() -> None:
        for _ in range(3 * gc.get_threshold()[0]):
            cycle: list[object] = []
            cycle.append(cycle)

    thread = threading.Thread(target=litter)
    thread.start()
    thread.join()
    assert ends == []

    garbage.collect_if_due()

    assert ends == [threading.get_ident()]
    collector.parent().deleteLater()
