"""Agents in their snapshots, with their preferences in words."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared, Key
from vmt.qt.logviewer.listing.parts import Part, latest_tick
from vmt.qt.logviewer.summary import preferences_by_agent
from vmt.telemetry.reader import Database
from vmt.telemetry.records import AgentSnapshot
from vmt.telemetry.selection import Selection
from vmt.telemetry.tables import TABLES

_VALUES: Callable[[Any], tuple[Any, ...]] = attrgetter(
    *(field.name for field in fields(AgentSnapshot))
)


@dataclass(frozen=True, slots=True)
class AgentRow(AgentSnapshot):
    """An agent in a snapshot.

    Attributes
    ----------
    preferences : str
        Its utility function in words.
    """

    preferences: str


class AgentRows:
    """Reads snapshots; what stays the same of an agent is read once."""

    def __init__(self) -> None:
        self._preferences: dict[Key, dict[int, str]] = {}

    def read(
        self, part: Part, database: Database, _pulse: Pulse, _record: type
    ) -> list[Any]:
        """Return the rows of a part; called in the thread of a reader.

        Raises
        ------
        TelemetryError
            The file cannot be read.
        """
        run = part.run
        known = self._preferences.get(run.key)
        if known is None:
            known = preferences_by_agent(database, run.run)
            self._preferences = {**self._preferences, run.key: known}
        rows = (
            (*_VALUES(agent), known.get(agent.agent_id, agent.utility_type))
            for agent in database.records(AgentSnapshot, run.run_id, part.selection)
        )
        return [AgentRow(*row) for row in rows]

    def at(
        self, run: Compared, database: Database, pulse: Pulse, agent: int, tick: int
    ) -> AgentRow | None:
        """Return one agent in the last snapshot up to a tick; called there, too.

        Raises
        ------
        TelemetryError
            The file cannot be read.
        """
        latest = latest_tick(database, run, TABLES["agent_snapshots"], tick)
        one = Part(run, Selection(latest, latest, (agent,)), 1)
        found = self.read(one, database, pulse, AgentRow)
        return found[0] if found else None
