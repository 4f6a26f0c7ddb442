"""Files of older schema versions, brought to the present one as they are read.

A recording is never written to again, so a migration is not done to the file: it is a
set of views in the reader's own temporary schema, which stand before the tables of
the file under the names of the present version.
"""

import sqlite3

STEPS = {
    # Snapshots, decisions, harvests and resources were rows; `trades` did not say who
    # proposed, nor `simulation_runs` how much is recorded.
    1: """
    CREATE TEMP VIEW trades AS
    SELECT *, NULL AS proposer_id FROM main.trades;
    CREATE TEMP VIEW simulation_runs AS
    SELECT *, 'standard' AS log_level FROM main.simulation_runs;
    """,
}
"""By version: what makes the views of the next one. Each names tables without a
schema, so that the views of the step before are what it sees, but where a view has the
name of what it is made of."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Let a connection see a file of an older version as one of the present version."""
    if version in STEPS:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.executescript(STEPS[version])
