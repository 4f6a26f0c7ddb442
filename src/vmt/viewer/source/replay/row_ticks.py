"""Ticks of files that have a row for every agent and tick: of other editions."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.engine.decisions import ACTIVITIES, RECORDED_ALTERNATIVES
from vmt.engine.state import NOBODY, NONE
from vmt.telemetry.connection import cannot_read
from vmt.telemetry.errors import DamageError
from vmt.telemetry.layout import ACTIONS, AGENTS
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.selection import Selection
from vmt.telemetry.tables import TABLES
from vmt.viewer.source.replay.setting import Setting
from vmt.viewer.source.replay.ticks import Columns, changes_of_partners

_TICKS = 32  # of a part that is read at once
_KEPT_PARTS = 8
_IDLE = ACTIVITIES.index("idle")


class RowTicks:
    """Ticks of a recording that has rows; see `Ticks` for what its methods do."""

    def __init__(self, recorded: RecordedRun, setting: Setting) -> None:
        self._database, self._run_id = recorded.database, recorded.run.run_id
        self._setting = setting
        self._n_agents = setting.n_agents
        self._part = lru_cache(4 * _KEPT_PARTS)(self._read_part)
        found = self._database.columns(self._run_id, TABLES["pairings"])
        self._pairings = {
            "tick": found["tick"],
            "agent_i": found["agent_i"],
            "agent_j": found["agent_j"],
            "made": (found["event"] == "pair").astype(np.int8),
        }
        self._require(self._n_agents, found["agent_i"], found["agent_j"])

    def agents(self, tick: int) -> Columns:
        """Return the agents after a tick."""
        found = self._rows("agent_snapshots", tick)
        if found["agent_id"].tolist() != list(range(self._n_agents)):
            damage = DamageError(f"agents are missing in tick {tick}")
            raise cannot_read(self._database.path, damage)
        size = self._setting.configuration.grid_size
        self._require(size, found["x"], found["y"])
        self._require(size + 1, found["target_x"] + 1, found["target_y"] + 1)
        self._require(self._n_agents + 1, found["target_agent_id"] + 1)
        return {c.name: found[c.name].astype(c.dtype) for c in AGENTS.columns}

    def welfare(self, tick: int) -> Columns:
        """Return holdings, utilities and reservation bounds after a tick."""
        return self.agents(tick)

    def actions(self, tick: int) -> Columns | None:
        """Return what agents chose and took in a tick."""
        found = self._rows("decisions", tick)
        if found["agent_id"].tolist() != list(range(self._n_agents)):
            return None
        kinds = [
            ACTIVITIES.index(kind) if kind in ACTIVITIES else _IDLE
            for kind in found["target_type"].tolist()
        ]
        harvests = self._rows("harvests", tick)
        self._require(self._n_agents, harvests["agent_id"])
        places = np.full(self._n_agents, NONE)
        amounts = np.zeros(self._n_agents, np.int64)
        cells = zip(harvests["x"].tolist(), harvests["y"].tolist(), strict=True)
        places[harvests["agent_id"]] = [self._place_at(x, y) for x, y in cells]
        amounts[harvests["agent_id"]] = harvests["amount"]
        columns: dict[str, Any] = {
            **found,
            "activity": kinds,
            "alternatives": np.concatenate(
                [_alternatives(text) for text in found["alternatives"].tolist()]
            ),
            "claimed_place": [
                self._place_named(text)
                for text in found["claimed_resource_pos"].tolist()
            ],
            "harvested_place": places,
            "harvested_amount": amounts,
        }
        return {c.name: np.array(columns[c.name], c.dtype) for c in ACTIONS.columns}

    def amounts(self, tick: int) -> NDArray[np.int64]:
        """Return what lies on each place after a tick."""
        found = self._rows("resource_snapshots", tick)
        amounts = np.zeros(len(self._setting.place_x), np.int64)
        # The places are all the cells that ever hold something.
        amounts[self._setting.place_at[found["x"], found["y"]]] = found["amount"]
        return amounts

    def partners(self, tick: int) -> NDArray[np.int32]:
        """Return the partner of each agent after a tick: by all pairings until it."""
        until = np.searchsorted(self._pairings["tick"], tick, "right")
        agents, others = changes_of_partners(
            {name: column[:until] for name, column in self._pairings.items()}
        )
        partners = np.full(self._n_agents, NOBODY, np.int32)
        partners[agents] = others  # of several changes the last one stays
        return partners

    def pairings_of(self, agent: int) -> NDArray[np.int64]:
        """Return the ticks in which an agent got a partner."""
        found = self._pairings
        theirs = (found["agent_i"] == agent) | (found["agent_j"] == agent)
        ticks: NDArray[np.int64] = found["tick"][theirs & (found["made"] == 1)]
        return ticks

    def n_neighbours(self, tick: int, agent: int) -> int:
        """Return how many others an agent saw in a tick."""
        found = self._rows("decisions", tick)
        return int(found["num_neighbors"][agent])

    def extend(self) -> None:
        """Do nothing: whoever writes such files, it is not this version."""

    def _rows(self, table: str, tick: int) -> Columns:
        columns = self._part(table, tick // _TICKS)
        first, end = np.searchsorted(columns["tick"], (tick, tick + 1))
        return {name: column[first:end] for name, column in columns.items()}

    def _read_part(self, table: str, part: int) -> dict[str, NDArray[Any]]:
        meant = Selection(part * _TICKS, (part + 1) * _TICKS - 1)
        return self._database.columns(self._run_id, TABLES[table], meant)

    def _require(self, limit: int, *columns: NDArray[np.integer]) -> None:
        for column in columns:
            if column.size and not 0 <= column.min() <= column.max() < limit:
                damage = DamageError("a number names no agent, or no cell")
                raise cannot_read(self._database.path, damage)

    def _place_at(self, x: int, y: int) -> int:
        size = self._setting.configuration.grid_size
        inside = 0 <= x < size and 0 <= y < size
        return int(self._setting.place_at[x, y]) if inside else NONE

    def _place_named(self, text: str | None) -> int:
        """Return the place on a cell that is written as ``x,y``."""
        x, _, y = (text or "").partition(",")
        if not (x.isdigit() and y.isdigit()):
            return NONE
        return self._place_at(int(x), int(y))


def _alternatives(text: str) -> NDArray[np.int32]:
    """Return the ids in a text like ``3; 7``, or ``3:0.5; 7:0.1``, five at most."""
    named = [word.strip().partition(":")[0] for word in text.split(";")]
    found = [int(name) for name in named if name.isdigit()][:RECORDED_ALTERNATIVES]
    ids = np.full(RECORDED_ALTERNATIVES, NOBODY, np.int32)
    ids[: len(found)] = found
    return ids
