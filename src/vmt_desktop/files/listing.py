"""What lies in a folder, a page at a time."""

import os
import stat
from dataclasses import dataclass
from typing import Any

from vmt_desktop.files.databases import companions_of, database_of, is_in_use
from vmt_desktop.files.names import PART_PREFIX, Names, readable, why_not
from vmt_desktop.files.refusal import Refusal, refusal_of
from vmt_desktop.files.tree import is_shown, names_of

PAGE_ENTRIES = 1000
ORDERS = ("name", "size", "modified")


@dataclass(frozen=True, slots=True)
class Order:
    """Which entries are told, and in what order.

    Attributes
    ----------
    by : str
        One of `ORDERS`. Folders come first.
    is_downwards : bool
    first : int
        How many entries were told before.
    """

    by: str = "name"
    is_downwards: bool = False
    first: int = 0


def order_of(sort: str, down: str | None, first: str) -> Order:
    """Return the order that a query asks for.

    Raises
    ------
    Refusal
        Naming what is allowed.
    """
    if sort not in ORDERS:
        raise Refusal(422, f"sort is '{sort}'; {', '.join(ORDERS)} are allowed.")
    if not (first.isascii() and first.isdecimal() and len(first) <= 9):
        raise Refusal(422, f"from is '{first}'; a number of entries is allowed.")
    return Order(sort, down is not None, int(first))


def listing(folder: int, names: Names, order: Order) -> dict[str, Any]:
    """Return what a folder has, as the API tells it.

    Links, devices and unfinished uploads are left out. What SQLite keeps beside a
    database is told with it.
    """
    try:
        all_names = set(names_of(folder))
        disk = os.fstatvfs(folder)
    except OSError as error:
        raise refusal_of(error, "/".join(names)) from error
    shown = []
    for name in all_names:
        if name.startswith(PART_PREFIX) or database_of(name) in all_names:
            continue
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError:  # it was deleted meanwhile
            continue
        if is_shown(status.st_mode):
            shown.append((name, status))
    shown.sort(
        key=lambda each: _rank(each[0], each[1], order.by), reverse=order.is_downwards
    )
    shown.sort(key=lambda each: not stat.S_ISDIR(each[1].st_mode))
    end = order.first + PAGE_ENTRIES
    return {
        "path": "/".join(names),
        "entries": [
            _entry(folder, name, status, all_names)
            for name, status in shown[order.first : end]
        ],
        "total": len(shown),
        "next": end if end < len(shown) else None,
        "free": disk.f_bavail * disk.f_frsize,
    }


def _rank(name: str, status: os.stat_result, by: str) -> tuple[Any, ...]:
    key = {"name": 0, "size": status.st_size, "modified": status.st_mtime_ns}[by]
    return key, name.casefold(), name


def _entry(
    folder: int, name: str, status: os.stat_result, beside: set[str]
) -> dict[str, Any]:
    is_file = stat.S_ISREG(status.st_mode)
    entry: dict[str, Any] = {
        "name": readable(name),
        "kind": "file" if is_file else "folder",
        "size": status.st_size if is_file else None,
        "modified": status.st_mtime,
    }
    if why := why_not(name):
        entry["problem"] = f"This name cannot be used here: {why}."
    if is_file and (belonging := [c for c in companions_of(name) if c in beside]):
        entry["beside"] = belonging
        entry["busy"] = is_in_use(folder, name, beside)
    return entry
