"""Where in a query the mistake is that SQLite complains of."""

import re
import sqlite3
from difflib import get_close_matches

_TOKEN = re.compile(
    r"""
    (?P<pass> --[^\n]* | /\*.*?(?:\*/|\Z) | \s+ )
    | '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^]]*]
    | \w+ (?:\.\w+)? | .
    """,
    re.VERBOSE | re.DOTALL,
)
_NEAR = re.compile(r'near "(?P<word>.*)": syntax error', re.DOTALL)
_NO_SUCH = re.compile(r"no such (?:column|table|function): (?P<word>.+)")
_NO_TABLE = re.compile(r"no such table: (?P<word>.+)")
_TOO = re.compile(r"(?:ambiguous column name|misuse of aggregate): (?P<word>\w+)")


def place_of(
    connection: sqlite3.Connection, query: str, message: str
) -> tuple[int, int] | None:
    """Return where a mistake begins and ends, in characters; None: not known."""
    near = _NEAR.search(message)
    if near is not None:
        return _place_of_syntax(connection, query, near["word"])
    named = _NO_SUCH.search(message) or _TOO.search(message)
    if named is None:
        return ("incomplete input" in message and (len(query), len(query))) or None
    wanted = named["word"].rpartition(".")[2].lower()
    for begin, end, word in _tokens(query):
        parts = word.strip('"`[]').lower().split(".")
        if wanted in parts:
            return begin, end
    return None


def nearest(connection: sqlite3.Connection, message: str) -> str:
    """Return the table whose name is most like one that there is not, or nothing."""
    found = _NO_TABLE.search(message)
    if found is None:
        return ""
    names = [
        name
        for schema in ("sqlite_master", "sqlite_temp_master")
        for (name,) in connection.execute(
            f"SELECT name FROM {schema} WHERE type IN ('table', 'view')"  # noqa: S608 - the names of SQLite
        )
    ]
    return next(iter(get_close_matches(found["word"], names, n=1)), "")


def line_and_column(query: str, position: int) -> tuple[int, int]:
    """Return the line and the column of a character, both from 1."""
    before = query[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _place_of_syntax(
    connection: sqlite3.Connection, query: str, wanted: str
) -> tuple[int, int] | None:
    """Return the first word of that kind with which the query cannot go on."""
    for begin, _, word in _tokens(query):
        if not word.startswith(wanted):
            continue
        end = begin + len(wanted)
        try:
            # It is compiled, and not executed.
            connection.execute(f"EXPLAIN {query[:end]}").close()
        except (sqlite3.Error, sqlite3.Warning) as error:
            found = _NEAR.search(str(error))
            if found is not None and found["word"] == wanted:
                return begin, end
    return None


def _tokens(query: str) -> list[tuple[int, int, str]]:
    return [
        (found.start(), found.end(), found.group())
        for found in _TOKEN.finditer(query)
        if found["pass"] is None
    ]
