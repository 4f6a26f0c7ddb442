"""Keeps what programs with windows take of memory near to what they use of it."""

import ctypes
import sys

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1  # as malloc.h numbers them
_LARGE = 1024**2  # bytes


def spare() -> None:
    """Have large blocks of memory given back as soon as they are free.

    The allocator of GNU keeps a heap for each thread, and takes larger and larger
    blocks from the heaps, so that what has been read once stays until the end. Where
    there is another allocator, nothing happens.
    """
    library = _library()
    if library is not None:
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_TRIM_THRESHOLD, _LARGE)


def give_back() -> None:
    """Give back what is free; after something large has been let go."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
