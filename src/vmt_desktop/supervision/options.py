"""What supervisord asks of the operating system, where its own way is not enough."""

import contextlib
import os
import signal

from supervisor.options import ServerOptions


# supervisor publishes no types, so its classes are Any to mypy.
class Options(ServerOptions):  # type: ignore[misc]
    """supervisord's own class, with two differences.

    It keeps how the last process ended, for supervisord makes -1 of every signal; and
    a program may be told to end as soon as there is a process for it.

    Attributes
    ----------
    last_status : int
        The wait status of the child that was reaped last.
    """

    last_status = 0

    def waitpid(self) -> tuple[int | None, int | None]:
        """Reap a child that has ended; return its number and its wait status."""
        pid, status = super().waitpid()
        if pid:
            self.last_status = status
        return pid, status

    def fork(self) -> int:
        """Fork; the child can be told to end from its first instant.

        Until it is the program it stands for, a child has the handlers of supervisord,
        which write down what arrives for a loop that never runs there: a SIGTERM would
        be lost, and the program killed later for not heeding it. So each signal does
        there what it does by default. And the child leads a group of its own at once,
        for it is the group that is told.

        Returns
        -------
        int
            The number of the child; 0 in the child.
        """
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            pid = os.fork()
            if pid == 0:
                _handle_no_signal()
            else:
                with contextlib.suppress(OSError):  # it may be the program already
                    os.setpgid(pid, pid)  # which it does too, but not at once
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return pid


def _handle_no_signal() -> None:
    """Have each signal that is handled in Python do what it does by default."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
