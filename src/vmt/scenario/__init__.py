"""Scenario files: model, YAML with file:line:column errors, catalogue."""
