"""What the reader returns: plain frozen records.

Their attributes bear the names of the columns in schema.sql, which explains them.
Quantities of goods are `Decimal` in natural units, exact; None stands for null.
"""

from dataclasses import dataclass
from decimal import Decimal

from vmt.telemetry.stored_configuration import overrides_in

PUBLIC = "public VMT of"
"""How the rule set of a run of the public VMT begins, before the month."""


def natural(minor: int, decimals: int) -> Decimal:
    """Return a quantity in natural units, exact and without trailing zeros."""
    scale = 10**decimals
    if minor % scale == 0:
        return Decimal(minor // scale)
    return Decimal(minor).scaleb(-decimals).normalize()


@dataclass(frozen=True, slots=True)
class Run:
    """One recorded run."""

    run_id: int
    scenario_name: str
    start_time: str
    end_time: str | None
    total_ticks: int
    planned_ticks: int | None
    num_agents: int
    grid_size: int
    config_json: str
    seed: int
    rule_set: str
    status: str
    message: str | None
    final_digest: str | None
    quantity_decimals: int
    search_protocol: str
    search_params: str
    matching_protocol: str
    matching_params: str
    bargaining_protocol: str
    bargaining_params: str
    scenario_yaml: str | None
    scenario_sha256: str | None
    scenario_path: str | None
    vmt_version: str
    engine_version: str
    git_revision: str | None
    image_digest: str | None
    python_version: str
    numpy_version: str
    platform: str
    agent_snapshot_frequency: int
    resource_snapshot_frequency: int
    log_level: str

    @property
    def is_complete(self) -> bool:
        """Whether the run ended as planned; else it goes on, or was ended early."""
        return self.status == "finished"

    @property
    def is_public(self) -> bool:
        """Whether the public VMT recorded it; its files cannot repeat their runs."""
        return self.rule_set.startswith(PUBLIC)

    @property
    def overrides(self) -> dict[str, str]:
        """What was not as the scenario file says: values in YAML by their keys."""
        return overrides_in(self.config_json)


@dataclass(frozen=True, slots=True)
class Agent:
    """What an agent is, and stays."""

    agent_id: int
    utility_type: str
    utility_params: str
    mix_index: int | None
    home_x: int | None
    home_y: int | None


@dataclass(frozen=True, slots=True)
class AgentSnapshot:
    """An agent at the end of a tick."""

    tick: int
    agent_id: int
    x: int
    y: int
    inventory_A: Decimal
    inventory_B: Decimal
    utility: float | None
    ask_A_in_B: float | None
    bid_A_in_B: float | None
    p_min: float | None
    p_max: float | None
    target_agent_id: int | None
    target_x: int | None
    target_y: int | None
    utility_type: str


@dataclass(frozen=True, slots=True)
class ResourceSnapshot:
    """What a cell holds at the end of a tick."""

    tick: int
    x: int
    y: int
    resource_type: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What an agent chose to do in a tick."""

    tick: int
    agent_id: int
    chosen_partner_id: int | None
    surplus_with_partner: float | None
    target_type: str
    target_x: int | None
    target_y: int | None
    num_neighbors: int
    alternatives: str
    mode: str
    claimed_resource_pos: str | None
    is_paired: bool
    is_foraging_committed: bool


@dataclass(frozen=True, slots=True)
class TradeRecord:
    """An executed trade: the buyer receives ``dA`` and pays ``dB``."""

    tick: int
    seq: int
    x: int
    y: int
    buyer_id: int
    seller_id: int
    dA: Decimal
    dB: Decimal
    price: float
    direction: str
    exchange_pair_type: str
    buyer_surplus: float | None
    seller_surplus: float | None
    quoted_price: float | None
    protocol: str
    proposer_id: int | None


@dataclass(frozen=True, slots=True)
class HarvestRecord:
    """What an agent took from a cell."""

    tick: int
    seq: int
    agent_id: int
    x: int
    y: int
    good: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PairingRecord:
    """A partnership made or dissolved."""

    tick: int
    seq: int
    agent_i: int
    agent_j: int
    event: str
    reason: str
    surplus_i: float | None
    surplus_j: float | None


@dataclass(frozen=True, slots=True)
class PreferenceRecord:
    """A partner that an agent ranked."""

    tick: int
    agent_id: int
    rank: int
    partner_id: int
    surplus: float | None
    discounted_surplus: float | None
    distance: int
    pair_type: str | None


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """A block that two agents tried: the buyer would receive A and pay B."""

    tick: int
    seq: int
    buyer_id: int
    seller_id: int
    direction: str
    price: float | None
    buyer_ask: float
    buyer_bid: float
    seller_ask: float
    seller_bid: float
    surplus: float | None
    dA_attempted: Decimal
    dB_calculated: Decimal
    buyer_A_init: Decimal
    buyer_B_init: Decimal
    buyer_U_init: float
    buyer_A_final: Decimal
    buyer_B_final: Decimal
    buyer_U_final: float | None
    buyer_improves: bool
    seller_A_init: Decimal
    seller_B_init: Decimal
    seller_U_init: float
    seller_A_final: Decimal
    seller_B_final: Decimal
    seller_U_final: float | None
    seller_improves: bool
    buyer_feasible: bool
    seller_feasible: bool
    result: str
    result_reason: str


@dataclass(frozen=True, slots=True)
class ModeChangeRecord:
    """A tick whose mode differs from that of the tick before."""

    tick: int
    old_mode: str
    new_mode: str


@dataclass(frozen=True, slots=True)
class TickState:
    """The mode of a tick, and the digest of the run up to it."""

    tick: int
    current_mode: str
    active_pairs: str
    digest: str
