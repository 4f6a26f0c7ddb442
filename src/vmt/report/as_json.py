"""The figures of a report as JSON."""

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from vmt.analysis.figures import Figures
from vmt.analysis.observed import Floats

_LONG_TEXTS = {"config_json", "scenario_yaml"}


def as_json(figures: Figures) -> dict[str, Any]:
    """Return the figures as what `json.dumps` takes; null where there is none.

    Quantities are in units, prices in B per A, utilities in utils.
    """
    o, b, p = figures.observed, figures.benchmark, figures.people
    run = {k: v for k, v in asdict(o.run).items() if k not in _LONG_TEXTS}
    told: dict[str, Any] = {
        "run": {**run, "description": o.description},
        "tastes": [{"name": t.name, "parameters": t.parameters} for t in o.tastes],
        "not_computed": {
            "competitive_price": b.why_no_price or None,
            "gains_realised": b.why_no_gains or None,
        },
        "summary": {
            "trades": len(o.trades),
            "mean_price": figures.prices.mean,
            "competitive_price_of_endowments": _end(b.prices, 0),
            "competitive_price_of_last_holdings": _end(b.prices, -1),
            "gains_realised": _end(b.realised, -1),
            "resource_utilisation": _end(b.utilisation, -1),
            "resource_utilisation_untraded": _end(b.untraded, -1),
            "mrs_dispersion_first": _end(figures.dispersion, 0),
            "mrs_dispersion_last": _end(figures.dispersion, -1),
            "agents_better_off": p.better.sum(),
            "agents_worse_off": p.worse.sum(),
            "price_of_values": p.price,
            "gini_of_value_first": p.gini[0],
            "gini_of_value_last": p.gini[1],
        },
        "by_tick": {
            "tick": o.ticks,
            "competitive_price": b.prices,
            "resource_utilisation": b.utilisation,
            "resource_utilisation_untraded": b.untraded,
            "gains_realised": b.realised,
            "mrs_dispersion": figures.dispersion,
            "mean_utility": {
                taste.name: rows[1]
                for taste, rows in zip(o.tastes, figures.utility, strict=True)
            },
        },
        "prices": {
            "window": figures.prices.window,
            "middle_tick": figures.prices.middles,
            "geometric_mean": figures.prices.means,
            "sd_of_log": figures.prices.deviations,
        },
        "traded_per_tick": asdict(figures.traded),
        "harvested_per_tick": asdict(figures.harvested),
        "agents": [_agent(figures, i) for i in range(len(o.agents))],
    }
    plain: dict[str, Any] = _plain(told)
    return plain


def _agent(figures: Figures, i: int) -> dict[str, Any]:
    o, p = figures.observed, figures.people
    return {
        "id": o.agents[i],
        "taste": o.tastes[o.taste[i]].name,
        "A": p.A[:, i],
        "B": p.B[:, i],
        "gathered_A": p.gathered[0, i],
        "gathered_B": p.gathered[1, i],
        "trades": p.trades[i],
        "utility": p.utility[:, i],
        "value": p.value[:, i],
        "gain_in_B": p.gain[i],
    }


def _end(values: Floats, place: int) -> float:
    return float(values[place]) if len(values) else math.nan


def _plain(value: Any) -> Any:
    """Return a value with lists for arrays and None for what is no number."""
    match value:
        case dict():
            return {str(k): _plain(v) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v) for v in value]
        case np.ndarray():
            return _plain(value.tolist())
        case np.generic():
            return _plain(value.item())
        case float():
            return value if math.isfinite(value) else None
    return value
