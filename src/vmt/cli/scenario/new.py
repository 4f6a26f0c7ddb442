"""``vmt scenario new``: make a scenario file, with parameters drawn at random."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from vmt.cli.parser import DEFAULT_SEED, nearest, whole_number
from vmt.cli.parser import seed as seed_argument
from vmt.errors import ExitCode, UserError
from vmt.paths import user_scenarios_dir
from vmt.scenario import load_scenario
from vmt.scenario.fields import LARGEST_QUANTITY
from vmt.scenario.preferences import FORMS
from vmt.scenario.recipe import DEFAULT, MOST_TASTES, PRESETS, Recipe
from vmt.scenario.writing import UnwritableError, create, text

EXAMPLE = "my_market --preset standard --seed 7"
_DECIMALS = 4
_LONGEST = 60


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the action."""
    parser.usage = "%(prog)s [option ...] NAME"
    parser.formatter_class = partial(HelpFormatter, max_help_position=32)
    parser.epilog = f"Each option replaces a value of the preset (default: {DEFAULT})."
    add = parser.add_argument
    add("name", metavar="NAME", type=_name, help="what the scenario is called")
    add("--preset", type=_preset, metavar="P", default=DEFAULT,
        help=", ".join(PRESETS))  # fmt: skip
    add("--agents", type=_agents, metavar="N", help="number of agents")
    add("--grid", type=_cells, metavar="N", help="cells in a row")
    add("--inventory-range", type=_range, metavar="LO,HI",
        help="fewest and most units of a good at first, from 1")  # fmt: skip
    add("--utilities", type=_forms, metavar="LIST", help=", ".join(FORMS))
    add("--resources", type=_resources, metavar="D,MAX,REGEN",
        help="share of cells, units on one, growth a tick")  # fmt: skip
    add("--seed", type=seed_argument, metavar="S", default=DEFAULT_SEED,
        help=f"decides what is drawn (default: {DEFAULT_SEED})")  # fmt: skip
    add("--output", metavar="FILE", help="default: in your scenarios; -: stdout")


def execute(arguments: Namespace) -> int:
    """Make the file, print its path, and return the exit code."""
    recipe = _recipe(arguments)
    content = text(arguments.name, recipe, arguments.seed)
    if recipe.meant_for_money:
        sys.stderr.write(
            f"money is not supported yet: the preset {arguments.preset} is made"
            " without it, and goods are bartered\n"
        )
    if arguments.output == "-":
        sys.stdout.write(content)
        return ExitCode.OK
    path = _path(arguments)
    create(path, content)
    sys.stderr.writelines(f"{warning}\n" for warning in load_scenario(path).warnings)
    sys.stdout.write(f"{path}\n")
    return ExitCode.OK


def _recipe(arguments: Namespace) -> Recipe:
    density, amount, growth = arguments.resources or (None, None, None)
    asked = {
        "agents": arguments.agents,
        "grid": arguments.grid,
        "inventory": arguments.inventory_range,
        "utilities": arguments.utilities,
        "density": density,
        "amount": amount,
        "growth": growth,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    return replace(PRESETS[arguments.preset], **given)


def _path(arguments: Namespace) -> Path:
    if arguments.output is not None:
        return Path(arguments.output)
    folder = user_scenarios_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableError(
            f"the folder {folder} cannot be made ({error.strerror}); choose a place"
            " with --output"
        ) from error
    stem = re.sub(r"[^\w-]+", "_", arguments.name.lower()).strip("_")[:_LONGEST]
    if not stem:
        raise UserError(
            f"{arguments.name!r} has no letter to name a file with; add --output FILE"
        )
    return folder / f"{stem}.yaml"


def _name(given: str) -> str:
    name = re.sub(r"\.ya?ml$", "", given).strip()
    if not name or not name.isprintable():
        raise ArgumentTypeError(f"{given!r} is not a line of text")
    return name


def _preset(name: str) -> str:
    if name not in PRESETS:
        raise ArgumentTypeError(
            f"there is no preset {name!r}{nearest(name, [*PRESETS])}"
            f" (there are: {', '.join(PRESETS)})"
        )
    return name


def _agents(given: str) -> int:
    return whole_number(given, 1, 1_000_000)


def _cells(given: str) -> int:
    return whole_number(given, 1, 2000)


def _range(given: str) -> tuple[int, int]:
    try:
        lowest, highest = (
            whole_number(part, 1, LARGEST_QUANTITY) for part in given.split(",")
        )
    except ValueError:
        lowest, highest = 1, 0
    if lowest >= highest:
        raise ArgumentTypeError(
            f"{given!r} is not a range: write LO,HI, such as 10,50, with LO below HI"
        )
    return lowest, highest


def _forms(given: str) -> tuple[str, ...]:
    names = [part.strip() for part in given.split(",")]
    for name in names:
        if name not in FORMS:
            raise ArgumentTypeError(
                f"there is no form of utility {name!r}{nearest(name, [*FORMS])}"
                f" (there are: {', '.join(FORMS)})"
            )
    if len(names) > MOST_TASTES:
        raise ArgumentTypeError(f"{len(names)} forms are more than {MOST_TASTES}")
    return tuple(names)


def _resources(given: str) -> tuple[Decimal, Decimal, Decimal]:
    try:
        density, amount, growth = (Decimal(part.strip()) for part in given.split(","))
    except (ValueError, InvalidOperation):
        raise ArgumentTypeError(
            f"{given!r} is not three numbers: write D,MAX,REGEN, such as 0.3,5,1"
        ) from None
    _check("D", density, 1)
    _check("MAX", amount, LARGEST_QUANTITY)
    _check("REGEN", growth, LARGEST_QUANTITY)
    if density > 0 and amount == 0:
        raise ArgumentTypeError("MAX must be above 0, or D 0")
    return density, amount, growth


def _check(what: str, number: Decimal, largest: int) -> None:
    in_range = number.is_finite() and 0 <= number <= largest
    if not in_range or number != round(number, _DECIMALS):
        raise ArgumentTypeError(
            f"{what} must be a number from 0 to {largest:,} with at most"
            f" {_DECIMALS} decimals, found {number}"
        )
