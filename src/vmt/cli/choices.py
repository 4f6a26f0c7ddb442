"""The options that choose how a run goes: rule set and protocols."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import replace

from vmt.cli.parser import nearest
from vmt.engine.configuration import Configuration, Protocol
from vmt.engine.protocols import registry
from vmt.engine.rules import NOVEMBER, RULE_SETS, V2, Rules
from vmt.errors import UserError
from vmt.scenario import Scenario, ScenarioError, load_scenario
from vmt.scenario.catalogue import locate
from vmt.scenario.older import UNREAD_IN_NOVEMBER

CATEGORIES = ("search", "matching", "bargaining")
_WORDS = {"true": True, "false": False}


def add_arguments(parser: ArgumentParser) -> None:
    """Add ``--rules`` and an option for each category of protocols."""
    parser.add_argument(
        "--rules",
        type=_rules,
        default=V2,
        metavar="NAME",
        help=f"the rule set: {' or '.join(RULE_SETS)} (default: {V2.name})",
    )
    for category in CATEGORIES:
        parser.add_argument(
            f"--{category}",
            type=_protocol(category),
            metavar="NAME",
            help=", ".join(registry.names(category)),
        )


def load(arguments: Namespace) -> Scenario:
    """Return the scenario, read as the chosen rule set reads files.

    Under the november rules a file of the public program may say what that program
    passed over: such keys are passed over with a warning.

    Raises
    ------
    ScenarioError
        The file has mistakes, or can be looked at and not be run.
    """
    november = arguments.rules is NOVEMBER
    scenario = load_scenario(
        locate(arguments.scenario),
        lenient=arguments.lenient or november,
        ignored=UNREAD_IN_NOVEMBER if november else (),
    )
    if scenario.obstacles:
        raise ScenarioError(scenario.obstacles)
    return scenario


def configured(scenario: Scenario, arguments: Namespace) -> Configuration:
    """Return the scenario's configuration with the protocols that were asked for."""
    chosen = {
        category: protocol
        for category in CATEGORIES
        if (protocol := getattr(arguments, category)) is not None
    }
    return replace(scenario.configuration, **chosen)


def _rules(name: str) -> Rules:
    if name not in RULE_SETS:
        raise ArgumentTypeError(
            f"there is no rule set {name!r}{nearest(name, [*RULE_SETS])}"
            f" (there are: {', '.join(RULE_SETS)})"
        )
    return RULE_SETS[name]


def _protocol(category: str) -> Callable[[str], Protocol]:
    def read(text: str) -> Protocol:
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
        return Protocol(canonical, parameters)

    return read


def _value(text: str) -> object:
    """Return a number, true or false where the text is one, else the text."""
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return _WORDS.get(text, text)
