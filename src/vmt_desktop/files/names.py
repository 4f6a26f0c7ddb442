"""Names of files: what a URL may name, what may be made, how odd ones are shown."""

import re
import unicodedata
from os import fsencode
from urllib.parse import unquote_to_bytes

from vmt_desktop.files.refusal import Refusal

PART_PREFIX = ".vmt-part-"
"""What the names of unfinished uploads begin with."""

DEEPEST = 16
LONGEST_BYTES = 255

ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
TURNING = frozenset(
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Make a name look like another one: they turn the direction, or begin a line."""

Names = tuple[str, ...]
"""A path below the data folder; empty: the data folder itself."""


def names_in(raw_path: bytes) -> Names:
    """Return the names in a URL's path, each decoded once and checked.

    Parameters
    ----------
    raw_path : bytes
        As it was sent, percent-encoded; a slash at the end means nothing.

    Raises
    ------
    Refusal
        Naming what is not allowed.
    """
    pieces = raw_path.removesuffix(b"/").split(b"/") if raw_path else []
    if len(pieces) > DEEPEST:
        sentence = (
            f"A path of {len(pieces)} folders is too deep; {DEEPEST} are allowed."
        )
        raise Refusal(400, sentence)
    return tuple(checked(unquote_to_bytes(piece)) for piece in pieces)


def checked(name: bytes | str) -> str:
    """Return a single name that can be asked for.

    Raises
    ------
    Refusal
        If it is none.
    """
    why = why_not(name)
    if why is not None:
        raise Refusal(400, f"'{readable(name)}' cannot be used as a name: {why}.")
    return name if isinstance(name, str) else name.decode()


def why_not(name: bytes | str) -> str | None:
    """Return why a name cannot be asked for; None if it can.

    What lies on the disk may have such names all the same; it is shown with them.
    """
    encoded = name if isinstance(name, bytes) else fsencode(name)
    try:
        text = encoded.decode()
    except UnicodeDecodeError:
        return "it is not UTF-8"
    if text in {"", ".", ".."}:
        return "it names no file"
    if "/" in text or "\\" in text:
        return "slashes and backslashes are not allowed in it"
    if any(unicodedata.category(character) == "Cc" for character in text):
        return "control characters are not allowed in it"
    if len(encoded) > LONGEST_BYTES:
        return f"it has {len(encoded)} bytes, and {LONGEST_BYTES} are allowed"
    if text.startswith(PART_PREFIX):
        return "such names are kept for uploads that are not finished"
    return None


def new_name(name: str) -> str:
    """Return the name that a new file or folder gets, in Unicode's form NFC.

    Raises
    ------
    Refusal
        If it would be taken for another one.
    """
    name = unicodedata.normalize("NFC", name)
    if ENCODED.search(name):
        why = "it is percent-encoded twice"
    elif name != name.strip():
        why = "it begins or ends with a blank"
    elif TURNING.intersection(name):
        why = "it has characters that hide how it is spelled"
    else:
        return checked(name)
    raise Refusal(400, f"'{readable(name)}' cannot be a new name: {why}; rename it.")


def new_path(names: Names) -> Names:
    """Return the path of something that is to be made.

    Raises
    ------
    Refusal
    """
    if not names:
        raise Refusal(400, "The data folder itself has no other name; name a file.")
    return (*names[:-1], new_name(names[-1]))


def readable(name: bytes | str) -> str:
    """Return a name as it can be shown, whatever it is made of."""
    encoded = name if isinstance(name, bytes) else fsencode(name)
    return "".join(
        "\ufffd"
        if character in TURNING or unicodedata.category(character) == "Cc"
        else character
        for character in encoded.decode("utf-8", "replace")
    )
