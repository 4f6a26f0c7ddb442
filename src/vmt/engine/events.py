"""What happened in a tick: plain records that observers receive and may keep.

Quantities are minor units, prices are units of B per unit of A, gains are utils.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vmt.engine.configuration import Mode
from vmt.engine.pairings import Pairings

if TYPE_CHECKING:
    from vmt.engine.decisions import Decisions
    from vmt.engine.harvests import Harvests


class Trade(NamedTuple):
    """One executed block: the buyer receives ``dA`` and pays ``dB``."""

    tick: int
    x: int
    y: int
    buyer: int
    seller: int
    dA: int
    dB: int
    price: float  # realised, dB / dA
    quoted_price: float  # the candidate price the bargaining rule tried
    buyer_gain: float
    seller_gain: float
    protocol: str
    proposer: int | None = None  # whose offer it was, if the protocol has one propose


class Harvest(NamedTuple):
    """An agent took ``amount`` minor units of ``good`` ("A" or "B") from its cell."""

    tick: int
    agent: int
    x: int
    y: int
    good: str
    amount: int


class Attempt(NamedTuple):
    """A block that two agents considered; buyer and seller of A, minor units, utils.

    The fields are the columns of the table `trade_attempts`. A utility after the trade
    is None where one of them does not have what it would give.
    """

    tick: int
    buyer_id: int
    seller_id: int
    direction: str
    price: float | None  # that was tried; None: no block was tried
    buyer_ask: float
    buyer_bid: float
    seller_ask: float
    seller_bid: float
    surplus: float  # bid of the buyer less ask of the seller
    dA_attempted: int
    dB_calculated: int
    buyer_A_init: int
    buyer_B_init: int
    buyer_U_init: float
    buyer_A_final: int
    buyer_B_final: int
    buyer_U_final: float | None
    buyer_improves: bool
    seller_A_init: int
    seller_B_init: int
    seller_U_init: float
    seller_A_final: int
    seller_B_final: int
    seller_U_final: float | None
    seller_improves: bool
    buyer_feasible: bool
    seller_feasible: bool
    result: str  # "success" or "fail"
    result_reason: str


class Alternative(NamedTuple):
    """A partner an agent considered, best first."""

    partner: int
    surplus: float  # quote overlap, B per A
    score: float  # surplus discounted by distance


@dataclass(frozen=True, slots=True)
class Decision:
    """What one agent chose to do at the end of phase 2, and what it passed over."""

    tick: int
    agent: int
    activity: str  # trade_paired, trade_unpaired, forage, walk, home or idle
    partner: int | None
    surplus: float | None
    target_x: int | None
    target_y: int | None
    n_neighbours: int
    alternatives: tuple[Alternative, ...]
    is_paired: bool
    is_committed: bool
    claimed: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ModeChange:
    """The mode of this tick differs from that of the tick before."""

    tick: int
    old: Mode
    new: Mode


@dataclass(slots=True)
class TickEvents:
    """All that happened in one tick, each list in order of execution."""

    tick: int
    mode: Mode
    mode_change: ModeChange | None = None
    decisions: Decisions | Sequence[Decision] = ()
    pairings: Pairings = field(init=False)
    trades: list[Trade] = field(default_factory=list)
    attempts: list[Attempt] | None = None  # None: nobody asked for them
    harvests: Harvests | Sequence[Harvest] = ()

    def __post_init__(self) -> None:
        self.pairings = Pairings(self.tick)
