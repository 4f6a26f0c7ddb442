"""Errors that are the user's to mend, and the exit codes they lead to."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every VMT program."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    INTERRUPTED = 130


class UserError(Exception):
    """A mistake the user can mend: shown as its message, never as a traceback.

    The message says where, what was found, what is allowed, the nearest valid
    name where there is one, and what to do.
    """

    exit_code = ExitCode.USAGE
