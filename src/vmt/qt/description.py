"""A configuration in words, for people."""

import json
from collections.abc import Mapping
from html import escape

from PyQt5.QtCore import QCoreApplication

from vmt.engine.configuration import (
    Configuration,
    Mode,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.qt.tables import exact
from vmt.telemetry.records import Run, natural

Rows = list[tuple[str, list[str]]]
"""Labels, each with one or more lines."""

_FAMILIES = {
    PreferenceKind.CES: "CES",
    PreferenceKind.LINEAR: "Linear",
    PreferenceKind.QUADRATIC: "Quadratic",
    PreferenceKind.TRANSLOG: "Translog",
    PreferenceKind.STONE_GEARY: "Stone–Geary",
}

_TECHNICAL = {"epsilon"}  # guards a division, and says nothing of a taste


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("description", text))


def describe(configuration: Configuration) -> Rows:
    """Return what determines a run, as labels and lines."""
    c = configuration
    return [
        (tr("Agents"), [str(c.n_agents)]),
        (tr("Grid"), [tr("{0} × {0} cells").format(c.grid_size)]),
        (
            tr("Preferences"),
            [
                f"{100 * share.weight:.3g} % {preference(share)}"
                for share in c.population
            ],
        ),
        (tr("Holdings"), [_endowments(c)]),
        (tr("Resources"), [_resources(c)]),
        (tr("Mode"), [_mode(c)]),
        (tr("Sight"), [_sight(c)]),
        (tr("Bargaining"), [_bargaining(c)]),
        (
            tr("Protocols"),
            [
                f"{label} {_protocol(protocol)}"
                for label, protocol in (
                    (tr("search"), c.search),
                    (tr("matching"), c.matching),
                    (tr("bargaining"), c.bargaining),
                )
            ],
        ),
    ]


def describe_public(run: Run) -> Rows:
    """Return what a file of the public VMT tells of a run: sizes and parameters."""
    rows: Rows = [
        (tr("Grid"), [tr("{0} × {0} cells").format(run.grid_size)]),
        (tr("Agents"), [str(run.num_agents)]),
    ]
    try:
        parameters = json.loads(run.config_json)["params"]
        lines = [f"{name} {value}" for name, value in parameters.items()]
    except (ValueError, KeyError, TypeError, AttributeError):
        return rows
    return [*rows, (tr("Parameters"), lines)] if lines else rows


def as_table(sections: Mapping[str, Rows], *, label_colour: str) -> str:
    """Return rows as an HTML table, under the titles of their sections."""
    lines = []
    for title, rows in sections.items():
        if title:
            lines.append(
                f'<tr><td colspan="2" style="padding-top: 14px">'
                f"<b>{escape(title)}</b></td></tr>"
            )
        lines += [
            f'<tr><td style="padding-right: 12px; color: {label_colour}">'
            f"{escape(label)}</td><td>{'<br>'.join(map(escape, texts))}</td></tr>"
            for label, texts in rows
        ]
    return f'<table cellspacing="0" cellpadding="1">{"".join(lines)}</table>'


def paragraphs(text: str) -> str:
    """Return a text as HTML; empty lines separate its paragraphs."""
    parts = (" ".join(part.split()) for part in text.strip().split("\n\n"))
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)


def preference(share: PreferenceShare) -> str:
    """Return a utility function and its parameters, in a few words."""
    family, left_out = _FAMILIES[share.kind], _TECHNICAL
    if share.kind is PreferenceKind.CES and share.parameters.get("rho") == 0:
        family, left_out = "Cobb–Douglas", _TECHNICAL | {"rho"}
    values = ", ".join(
        f"{name} {value:g}"
        for name, value in share.parameters.items()
        if name not in left_out
    )
    return f"{family} ({values})"


def quantity(minor: int, configuration: Configuration) -> str:
    """Return minor units as an exact number of units."""
    return exact(natural(minor, configuration.quantity_decimals))


def _endowments(c: Configuration) -> str:
    return ", ".join(
        f"{good} {_extent(minor, c)}"
        for good, minor in (("A", c.endowment_A), ("B", c.endowment_B))
    )


def _extent(minor: tuple[int, ...], c: Configuration) -> str:
    low, high = quantity(min(minor), c), quantity(max(minor), c)
    if low == high:
        return low
    return tr("{0} to {1}").format(low, high)


def _resources(c: Configuration) -> str:
    if c.resource_density == 0:
        return tr("none")
    text = tr("{0} on {1} % of the cells").format(
        quantity(c.resource_amount, c), f"{100 * c.resource_density:.3g}"
    )
    growth = c.parameters.resource_growth_rate
    if not growth:
        return tr("{0}, nothing regrows").format(text)
    return tr("{0}, {1} a tick regrows after {2} ticks").format(
        text, quantity(growth, c), c.parameters.resource_regen_cooldown
    )


def _mode(c: Configuration) -> str:
    schedule = c.mode_schedule
    if schedule is not None:
        forage = tr("{0} ticks foraging").format(schedule.forage_ticks)
        trade = tr("{0} ticks trading").format(schedule.trade_ticks)
        turns = (
            [forage, trade] if schedule.start_mode is Mode.FORAGE else [trade, forage]
        )
        return tr("{0}, then {1}, in turn").format(*turns)
    return {
        Mode.BOTH: tr("foraging and trading"),
        Mode.FORAGE: tr("foraging only"),
        Mode.TRADE: tr("trading only"),
    }[c.mode]


def _sight(c: Configuration) -> str:
    return tr("{0} cells; trades within {1}; walks {2} a tick").format(
        c.parameters.vision_radius,
        c.parameters.interaction_radius,
        c.parameters.move_budget_per_tick,
    )


def _bargaining(c: Configuration) -> str:
    parameters = c.parameters
    lines = [
        tr("spread {0}").format(f"{parameters.spread:g}"),
        tr("steps of {0} A").format(quantity(parameters.trade_step, c)),
    ]
    if parameters.dA_max is not None:
        lines.append(tr("at most {0} A").format(quantity(parameters.dA_max, c)))
    return ", ".join(lines)


def _protocol(protocol: Protocol) -> str:
    parameters = ", ".join(f"{k} {v}" for k, v in protocol.parameters.items())
    return f"{protocol.name} ({parameters})" if parameters else protocol.name
