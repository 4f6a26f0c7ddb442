"""What there is to know about one agent at one moment."""

from dataclasses import dataclass

from vmt.engine.events import Decision, Trade

N_TRADES = 20
"""An inspection has at most so many trades."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One agent, looked at closely; the rest of it is in the snapshot's arrays.

    Attributes
    ----------
    agent : int
    utility, utility_at_start : float
        Utils.
    A_at_start, B_at_start : int
        Minor units.
    ask, bid : float
        Its quotes for a unit of A, in B; infinity and 0 where it does not trade.
    mrs : float or None
        Marginal rate of substitution, B per A; None where it has no single one.
    decision : Decision or None
        What it decided in the last tick; None before the first. A surplus or score of
        an alternative that is not known is NaN.
    n_trades : int
        Trades that it took part in, so far.
    trades : tuple of Trade
        The newest of them, newest first, at most `N_TRADES`.
    partner_since : int or None
        The tick in which it and its partner were paired; None without a partner, or
        where it is not known.
    """

    agent: int
    utility: float
    utility_at_start: float
    A_at_start: int
    B_at_start: int
    ask: float
    bid: float
    mrs: float | None
    decision: Decision | None
    n_trades: int
    trades: tuple[Trade, ...]
    partner_since: int | None = None
