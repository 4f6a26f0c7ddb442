"""The options that say what runs, and how: all of it, for every command that runs."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from vmt.cli.again import Repeated, repeated
from vmt.cli.parser import DEFAULT_SEED, nearest
from vmt.cli.parser import ticks as ticks_argument
from vmt.engine.protocols import registry
from vmt.engine.rules import NOVEMBER, RULE_SETS, V2, Rules
from vmt.engine.simulation import Simulation
from vmt.errors import UserError
from vmt.scenario import Scenario, ScenarioError
from vmt.scenario.catalogue import locate
from vmt.scenario.document import read_document
from vmt.scenario.loader import checked
from vmt.scenario.older import UNREAD_IN_NOVEMBER
from vmt.scenario.overrides import Override, override, read_setting

CATEGORIES = ("search", "matching", "bargaining")
_WORDS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What runs.

    Attributes
    ----------
    scenario : Scenario
        With all that was overridden.
    seed : int
    rules : Rules
    ticks : int or None
        Where the run ends; None where nothing says so.
    """

    scenario: Scenario
    seed: int
    rules: Rules
    ticks: int | None

    def simulation(self) -> Simulation:
        """Return the run, before its first tick."""
        return Simulation(self.scenario.configuration, self.seed, self.rules)


def add_arguments(parser: ArgumentParser, ticks_help: str) -> None:
    """Add ``--ticks``, ``--set``, ``--rules`` and an option for each protocol."""
    parser.add_argument("--ticks", type=ticks_argument, metavar="N", help=ticks_help)
    parser.add_argument(
        "--set",
        dest="settings",
        type=_setting,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="override the scenario: params.beta=0.9; again for more",
    )
    parser.add_argument(
        "--rules",
        type=_rules,
        metavar="NAME",
        help=f"the rule set: {' or '.join(RULE_SETS)} (default: {V2.name})",
    )
    for category in CATEGORIES:
        parser.add_argument(
            f"--{category}",
            dest="settings",
            type=_protocol(category),
            action="append",
            metavar="NAME",
            help=", ".join(registry.names(category)),
        )


def load(arguments: Namespace) -> Chosen:
    """Return what was chosen; the scenario is read as the rule set reads files.

    Under the november rules a file of the public program may say what that program
    passed over: such keys are passed over with a warning. A recorded run in the place
    of the scenario file says what the options leave open.

    Raises
    ------
    UserError
        The scenario has mistakes, or can be looked at and not be run.
    """
    again = repeated(arguments.scenario)
    rules = arguments.rules or (again and again.rules) or V2
    november = rules is NOVEMBER
    scenario = checked(
        again.document if again else read_document(locate(arguments.scenario)),
        # What was recorded was taken once.
        lenient=arguments.lenient or november or again is not None,
        ignored=UNREAD_IN_NOVEMBER if november else (),
        overrides=_overrides(arguments.settings, again),
    )
    if scenario.obstacles:
        raise ScenarioError(scenario.obstacles)
    if again and not again.is_read_as_recorded(scenario):
        sys.stderr.write(
            "warning: this version of VMT reads the recorded scenario in another way"
            " than the version that recorded it; 'vmt verify' repeats what was run\n"
        )
    return Chosen(
        scenario,
        _first(arguments.seed, again.seed if again else None, scenario.seed),
        rules,
        arguments.ticks or (again and again.ticks) or scenario.max_ticks,
    )


def _overrides(settings: list[Override], again: Repeated | None) -> list[Override]:
    """Return what was recorded and what was given; the latter has the last word."""
    given: dict[str, Override] = {}
    for each in settings:
        if each.key in given:
            raise UserError(
                f"{given[each.key].place} and {each.place} set the same key; leave"
                " out one of them"
            )
        given[each.key] = each
    before = again.overrides if again else []
    return [*(each for each in before if each.key not in given), *given.values()]


def _first(*seeds: int | None) -> int:
    return next((seed for seed in seeds if seed is not None), DEFAULT_SEED)


def _setting(text: str) -> Override:
    try:
        return read_setting(text)
    except UserError as error:
        raise ArgumentTypeError(str(error)) from error


def _rules(name: str) -> Rules:
    if name not in RULE_SETS:
        raise ArgumentTypeError(
            f"there is no rule set {name!r}{nearest(name, [*RULE_SETS])}"
            f" (there are: {', '.join(RULE_SETS)})"
        )
    return RULE_SETS[name]


def _protocol(category: str) -> Callable[[str], Override]:
    def read(text: str) -> Override:
        name, colon, rest = text.partition(":")
        try:
            canonical = registry.resolve(category, name)
        except UserError as error:
            raise ArgumentTypeError(str(error)) from error
        parameters: dict[str, object] = {}
        for setting in rest.split(",") if colon else ():
            key, equals, value = (part.strip() for part in setting.partition("="))
            if not (key and equals and value):
                raise ArgumentTypeError(
                    f"{setting!r} is not a parameter: write"
                    f" {name}:KEY=VALUE, with commas between several"
                )
            if key in parameters:
                raise ArgumentTypeError(f"the parameter {key!r} is there twice")
            parameters[key] = _value(value)
        choice = {"name": canonical, "params": parameters} if parameters else canonical
        # JSON is YAML.
        written = json.dumps(choice, ensure_ascii=False)
        return override(f"{category}_protocol", written, f"--{category}")

    return read


def _value(text: str) -> object:
    """Return a number, true or false where the text is one, else the text."""
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return _WORDS.get(text, text)
