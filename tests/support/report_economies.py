"""Tastes for small economies, and what the fixtures that run them are."""

from collections.abc import Callable
from pathlib import Path

from vmt.analysis.figures import Figures
from vmt.engine.configuration import Configuration, PreferenceKind

UNIT = 10_000
Taste = tuple[PreferenceKind, dict[str, float]]
Economy = Callable[..., Configuration]
Record = Callable[..., Path]
Study = Callable[..., Figures]


def cobb_douglas(share: float) -> Taste:
    """Return a taste that spends a share of wealth on A."""
    return PreferenceKind.CES, {"rho": 0.0, "wA": share, "wB": 1.0 - share}


def ces(rho: float) -> Taste:
    """Return a CES taste that weighs both goods the same."""
    return PreferenceKind.CES, {"rho": rho, "wA": 0.5, "wB": 0.5}
