"""Scenario files: model, YAML with file:line:column errors, catalogue."""

from vmt.scenario.loader import Scenario, load_scenario, scenario_of
from vmt.scenario.problems import Problem, ScenarioError

__all__ = ["Problem", "Scenario", "ScenarioError", "load_scenario", "scenario_of"]
