"""The world and its clock: state arrays, random streams, seven phases, protocols."""

from importlib.util import find_spec

VERSION = "1"
"""Of what the engine computes: the same version gives the same digests everywhere.

It changes with every entry under "Results change" in the changelog."""
SLOWDOWN = 20
"""How many times longer the engine takes uncompiled, about."""


def is_compiled() -> bool:
    """Return whether the engine that is imported here is compiled.

    All of its modules are, or none; what they compute is the same.
    """
    found = find_spec("vmt.engine.world")
    return found is not None and not str(found.origin).endswith(".py")
