"""A cache that keeps what was asked for lately, however much that is."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

R = TypeVar("R")


class Recent(Generic[R]):
    """A function that does not compute again what it has computed lately.

    Lately is since the last call of `forget` but one. Unlike a cache of a certain size,
    it neither fills up with what is not needed again, nor is it too small for what is.

    Parameters
    ----------
    compute : callable
        Its arguments are positional and hashable.
    """

    def __init__(self, compute: Callable[..., R]) -> None:
        self._compute = compute
        self._new: dict[tuple[Hashable, ...], R] = {}
        self._old: dict[tuple[Hashable, ...], R] = {}

    def __call__(self, *key: Hashable) -> R:
        """Return the value at the arguments."""
        try:
            return self._new[key]
        except KeyError:
            found = self._old[key] if key in self._old else self._compute(*key)
            self._new[key] = found
            return found

    def forget(self) -> None:
        """Forget what was not asked for since the last call."""
        self._old, self._new = self._new, {}
