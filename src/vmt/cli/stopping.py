"""Ending a run between two ticks when somebody asks for it."""

import signal
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """While it is entered, Ctrl-C and SIGTERM ask for an end instead of making one.

    A second Ctrl-C ends at once, as usual.

    Attributes
    ----------
    signal : signal.Signals or None
        What asked for the end, if anything did.
    """

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None

    def __enter__(self) -> Self:
        self._before = {number: signal.getsignal(number) for number in _SIGNALS}
        for number in _SIGNALS:
            signal.signal(number, self._ask)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @property
    def exit_code(self) -> int:
        """What a shell expects of a program that a signal ended; 0 without one."""
        return 0 if self.signal is None else 128 + self.signal

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.signal = signal.Signals(number)
