"""Files of older schema versions, brought to the present one as they are read.

A recording is never written to again, so a migration is not done to the file: it is a
set of views in the reader's own temporary schema, which stand before the tables of
the file under the names of the present version.
"""

import sqlite3

from vmt.telemetry.tables import TABLES


def _none(name: str) -> str:
    """Return a query for a table that files of a version do not have."""
    columns = ", ".join(f"NULL AS {column.name}" for column in TABLES[name].columns)
    return f"SELECT NULL AS run_id, {columns} WHERE 0"


STEPS = {
    # Snapshots, decisions, harvests and resources were rows; `trades` did not say who
    # proposed, nor `simulation_runs` how much is recorded; `decisions` told the overlap
    # with each of the partners considered behind its id, "id:surplus; id:surplus". What
    # was tried in negotiations was not recorded.
    1: f"""
    CREATE TEMP VIEW trade_attempts AS {_none("trade_attempts")};
    CREATE TEMP VIEW trade_attempts_in_units AS SELECT * FROM trade_attempts;
    CREATE TEMP VIEW trades AS
    SELECT *, NULL AS proposer_id FROM main.trades;
    CREATE TEMP VIEW trades_in_units AS
    SELECT *, NULL AS proposer_id FROM main.trades_in_units;
    CREATE TEMP VIEW simulation_runs AS
    SELECT *, 'standard' AS log_level FROM main.simulation_runs;
    CREATE TEMP VIEW decisions AS
    SELECT run_id, tick, agent_id, chosen_partner_id, surplus_with_partner, target_type,
           target_x, target_y, num_neighbors,
           (SELECT group_concat(substr(value, 1, instr(value || ':', ':') - 1), '; ')
            FROM json_each('["' || replace(alternatives, '; ', '","') || '"]'))
               AS alternatives,
           mode, claimed_resource_pos, is_paired, is_foraging_committed
    FROM main.decisions;
    """,  # noqa: S608 - our names
}
"""By version: what makes the views of the next one. Each names tables without a
schema, so that the views of the step before are what it sees, but where a view has the
name of what it is made of."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Let a connection see a file of an older version as one of the present version."""
    if version in STEPS:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.executescript(STEPS[version])
