"""VMT: a deterministic agent-based exchange economy for teaching and research."""

__version__ = "0.1.0"
