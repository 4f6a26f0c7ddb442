"""Work that must not hold up the windows: it is done in threads beside them."""

from vmt.qt.background.newest import Background
from vmt.qt.background.reader import Job, Pulse, Reader, Readers

__all__ = ["Background", "Job", "Pulse", "Reader", "Readers"]
