"""What is put into blocks of every agent after a tick, by column."""

from vmt.engine.decisions import Decisions, array
from vmt.engine.harvests import Harvests
from vmt.engine.state import State
from vmt.telemetry.layout import Columns


def agents(state: State) -> Columns:
    """Return the columns of `layout.AGENTS`."""
    return {
        "x": state.x,
        "y": state.y,
        "inventory_A": state.A,
        "inventory_B": state.B,
        "utility": state.utility,
        "p_min": state.p_min,
        "p_max": state.p_max,
        "ask_A_in_B": state.ask,
        "bid_A_in_B": state.bid,
        "target_agent_id": state.target_agent,
        "target_x": state.target_x,
        "target_y": state.target_y,
    }


def actions(decisions: Decisions, harvests: Harvests) -> Columns:
    """Return the columns of `layout.ACTIONS`."""
    return {
        "activity": array(decisions.activity),
        "chosen_partner_id": array(decisions.partner),
        "surplus_with_partner": array(decisions.surplus),
        "target_x": array(decisions.target_x),
        "target_y": array(decisions.target_y),
        "alternatives": array(decisions.others),
        "is_paired": array(decisions.is_paired),
        "is_foraging_committed": array(decisions.is_committed),
        "claimed_place": array(decisions.claimed),
        "harvested_place": array(harvests.place),
        "harvested_amount": array(harvests.amount),
    }
