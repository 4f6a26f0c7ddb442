"""Work that must not hold up the windows, done one piece after the other."""

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal


class Background(QObject):
    """Calls functions in a thread of its own.

    While one is at work, the newest one that is asked for waits; it takes the place of
    what waited before, because nobody wants to know that any more.
    """

    done = pyqtSignal(object, object)
    """Sent with what it was asked as, and what came of it."""

    _ended = pyqtSignal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._is_busy = False
        self._next: tuple[object, Callable[[], object]] | None = None
        self._ended.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether something is at work, or waits."""
        return self._is_busy

    def ask(self, key: object, work: Callable[[], object]) -> None:
        """Have something done; `done` tells of it, unless something newer comes."""
        self._next = key, work
        self._go_on()

    def close(self) -> None:
        """Wait for what is at work, and tell nobody of it."""
        self._next = None
        self._pool.waitForDone()
        self._is_busy = False
        self.blockSignals(True)  # noqa: FBT003 - as Qt has it

    def _go_on(self) -> None:
        if self._is_busy or self._next is None:
            return
        (key, work), self._next = self._next, None
        self._is_busy = True
        self._pool.start(_Call(key, work, self._ended))

    def _take(self, key: object, result: object, error: object) -> None:
        self._is_busy = False
        self._go_on()
        if isinstance(error, BaseException):
            raise error
        self.done.emit(key, result)


class _Call(QRunnable):
    """One piece of work."""

    def __init__(self, key: object, work: Callable[[], object], ended: Any) -> None:
        super().__init__()
        self._key, self._work, self._ended = key, work, ended

    def run(self) -> None:
        result, failure = None, None
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 - raised again where it is seen
            failure = error
        self._ended.emit(self._key, result, failure)
