"""Columns of a table that show columns of a recorded one."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from vmt.qt.tables import Column


def of(
    field: str,
    title: str,
    meaning: str = "",
    *,
    is_text: bool = False,
    letters: int = 10,
) -> Column[Any]:
    """Return the column that shows a column of a recorded table as it is."""
    return Column(
        title, attrgetter(field), meaning, is_text=is_text, letters=letters, field=field
    )


def name_of(field: str, title: str, meaning: str = "", *, letters: int) -> Column[Any]:
    """Return the column of a name, whose words are parted by spaces."""
    return worded(field, title, {}, meaning, letters=letters)


def worded(
    field: str,
    title: str,
    words: Mapping[str, str],
    meaning: str = "",
    *,
    letters: int,
) -> Column[Any]:
    """Return the column of a name, in other words for those names that have some."""

    def value(record: Any) -> str | None:
        name: str | None = getattr(record, field)
        return words.get(name, name.replace("_", " ")) if name else name

    return Column(title, value, meaning, is_text=True, letters=letters, field=field)
