"""The two kinds of visitors."""

from enum import StrEnum


class Role(StrEnum):
    """What a visitor may do."""

    CONTROL = "control"
    """Everything that the desktop offers."""
    WATCH = "watch"
    """See the picture, and nothing else."""
