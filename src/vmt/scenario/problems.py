"""What is wrong with a scenario file, and where."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vmt.errors import UserError

SHOWN = 50
"""Problems shown in the text of an error; `ScenarioError.problems` holds all."""

MOST = 1000
"""Problems that are told of one file; a file with more is not a scenario."""

_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth knowing, about a file.

    Attributes
    ----------
    path : Path
        The file, as the caller named it.
    line, column : int or None
        Both count from 1; None where the whole file is meant.
    message : str
        One sentence: what was found, what is allowed, what to do. A message may
        quote the file, so it is cut short, and made printable.
    steps : tuple
        The way to what it is about, as in `vmt.scenario.document`; its end may be a
        key that is missing.
    """

    path: Path
    line: int | None
    column: int | None
    message: str
    steps: tuple[str | int, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        message = self.message
        if len(message) > _LONGEST:
            half = _LONGEST // 2
            message = f"{message[:half]} … {message[-half:]}"
        object.__setattr__(self, "message", printable(message))

    @property
    def place(self) -> str:
        """Where it is: ``file:line:column``, or the file alone."""
        where = "" if self.line is None else f":{self.line}:{self.column}"
        return f"{self.path}{where}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def in_order(problem: Problem) -> tuple[int, int]:
    """Return the place of a problem, to sort by; that of the whole file is first."""
    return problem.line or 0, problem.column or 0


class ScenarioError(UserError):
    """A scenario file cannot be used; its text is one line a problem.

    Attributes
    ----------
    problems : list of Problem
        All that is wrong, in the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems, key=in_order)
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"… and {len(self.problems) - SHOWN} more problems")
        super().__init__("\n".join(lines))


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Return the valid name most like `name`, or None if none is like it."""
    by_lower = {candidate.lower(): candidate for candidate in valid}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """Return ``"; did you mean …?"`` for the nearest valid name, or nothing."""
    close = nearest(name, valid)
    return f"; did you mean '{close}'?" if close else ""


def quoted(text: str) -> str:
    """Return a text of a file in quotes, short and printable."""
    return f"'{printable(text if len(text) <= 40 else f'{text[:37]}…')}'"


def printable(text: str) -> str:
    """Return a text with escapes for what a terminal would obey and not show."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def found(value: object) -> str:
    """Return a value in the words of YAML, for the end of a sentence."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f"the text {quoted(value)}"
        case dict():
            return "a mapping" if value else "an empty mapping"
        case tuple() | list():
            count = len(value)
            return f"a list of {count} " + ("entry" if count == 1 else "entries")
        case _:
            return f"{value}"
