"""The text of a new scenario file, and how it gets to its place."""

import json
import os
import textwrap
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from itertools import count
from pathlib import Path

from vmt.errors import ExitCode, UserError
from vmt.scenario.preferences import FORMS
from vmt.scenario.recipe import Recipe
from vmt.scenario.table import Parameter, parameters
from vmt.scenario.tastes import draw

VISION = 8
_WIDTH = 84


class UnwritableError(UserError):
    """A file cannot be written where it should be."""

    exit_code = ExitCode.FAILURE


def text(name: str, recipe: Recipe, seed: int) -> str:
    """Return a scenario file that explains itself; the same for the same arguments."""
    lowest, highest = recipe.inventory
    farthest = 2 * (recipe.grid - 1)  # nobody sees beyond the edge of the grid
    params: dict[str, int | Decimal] = {
        "vision_radius": min(VISION, farthest),
        "interaction_radius": 1,
        "resource_growth_rate": recipe.growth,
        "resource_regen_cooldown": 5,
        "trade_cooldown_ticks": 3,
    }
    seeded = {"density": recipe.density, "amount": recipe.amount}
    everybody = f"{{uniform_int: [{lowest}, {highest}]}}"
    forms = list(dict.fromkeys(recipe.utilities))
    lines = [
        *_comment(
            "A new scenario: change what you like. 'vmt scenario validate FILE' finds "
            "mistakes, and 'vmt scenario describe KEY' tells more about a key.",
        ),
        "",
        "schema_version: 1",
        f"name: {json.dumps(name, ensure_ascii=False)}",
        "description: >",
        *_folded(
            f"{recipe.about} {recipe.agents} agents with tastes of the forms "
            f"{', '.join(forms)} on {recipe.grid} x {recipe.grid} cells."
        ),
        "look_for: >",
        *_folded(
            "Who trades with whom, and at which prices. Where the ground is rich or "
            "tastes are alike, agents help themselves and nobody trades: lower the "
            "density then, or give them other tastes."
        ),
        "question: >",
        *_folded("Which tastes gain most from trade? Change one value and compare."),
        "",
    ]
    if recipe.meant_for_money:
        lines += [*_comment("Money is not supported yet, so goods are bartered."), ""]
    lines += [
        *_explained("", {"N": recipe.grid, "agents": recipe.agents, "seed": seed}),
        "",
        *_comment("What each agent owns at first: whole units, drawn with the seed."),
        "initial_inventories:",
        f"  A: {everybody}",
        f"  B: {everybody}",
        "",
        *_comment(
            "The tastes in the population. Each agent gets one entry at random; the "
            "weights are the probabilities and sum to 1."
        ),
        "utilities:",
        "  mix:",
        *_mix(recipe, seed),
        "",
        "resource_seed:",
        *_explained("resource_seed", seeded, indent=2),
        "",
        "# All others keep their defaults: 'vmt scenario describe' lists them.",
        "params:",
        *_explained("params", params, indent=2),
    ]
    return "\n".join(lines) + "\n"


def create(path: Path, content: str) -> None:
    """Make a file that was not there; it is there as a whole or not at all.

    Raises
    ------
    UserError
        There is something of that name, or no folder to put it into.
    UnwritableError
        The system refuses.
    """
    taken = UserError(
        f"{path} is there already, and no file is overwritten; choose another name, or"
        " another place with --output"
    )
    if os.path.lexists(path):
        raise taken
    if not path.parent.is_dir():
        raise UserError(f"{path}: there is no folder {path.parent}; make it first")
    beside = next(
        part
        for number in count(os.getpid())
        if not os.path.lexists(part := path.with_name(f".{path.name[:99]}.{number}"))
    )
    try:
        try:
            with beside.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(content)
            _give_name(beside, path)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()
    except FileExistsError:
        raise taken from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnwritableError(f"{path}: cannot make the file: {reason}") from error


def _give_name(beside: Path, path: Path) -> None:
    """Give a file its name, unless the name is taken."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links; this, too, fails where the name is taken.
        with path.open("xb") as stream:
            stream.write(beside.read_bytes())


def _mix(recipe: Recipe, seed: int) -> list[str]:
    lines = []
    for form, weight, taste in draw(recipe.utilities, recipe.inventory, seed):
        lines += [
            *_comment(FORMS[form].__doc__ or "", indent=4),
            f"    - type: {form}",
            f"      weight: {weight}",
            "      params:",
            *_explained(f"params of {form}", taste, indent=8),
        ]
    return lines


def _explained(
    section: str, values: Mapping[str, int | Decimal], indent: int = 0
) -> list[str]:
    """Return keys with their values, each below what the table says of it."""
    rows = {row.key: row for row in parameters() if row.section == section}
    lines = []
    for name, value in values.items():
        lines += _comment(_meaning(rows[name]), indent)
        lines.append(f"{' ' * indent}{name}: {_number(value)}")
    return lines


def _meaning(row: Parameter) -> str:
    unit = f" ({row.unit})" if row.unit else ""
    return f"{row.meaning.removesuffix('.')}{unit}. {row.advice}".strip()


def _number(value: int | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _comment(content: str, indent: int = 0) -> list[str]:
    before = f"{' ' * indent}# "
    return textwrap.wrap(
        content,
        _WIDTH,
        initial_indent=before,
        subsequent_indent=before,
        break_on_hyphens=False,
    )


def _folded(content: str) -> list[str]:
    return textwrap.wrap(content, _WIDTH, initial_indent="  ", subsequent_indent="  ")
