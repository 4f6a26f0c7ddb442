"""Tables of recorded runs as files for other programs, without loss."""

from vmt.telemetry.export.chunks import chunks
from vmt.telemetry.export.files import written
from vmt.telemetry.export.sqlite import write_sqlite
from vmt.telemetry.export.tables import Format, write_runs, write_table

__all__ = ["Format", "chunks", "write_runs", "write_sqlite", "write_table", "written"]
