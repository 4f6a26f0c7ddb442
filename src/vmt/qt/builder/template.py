"""The text that a new scenario starts from."""

NEW = """\
# A new scenario. What is not written here has its default.

schema_version: 1
name: My market
description: >
  What it is about.

N: 12
agents: 12
seed: 42

initial_inventories:
  A: 8
  B: 8

# Each agent gets one entry at random; the weights are the probabilities.
utilities:
  mix:
    - type: ces
      weight: 0.5
      params: {rho: 0, wA: 3, wB: 1}
    - type: ces
      weight: 0.5
      params: {rho: 0, wA: 1, wB: 3}

resource_seed:
  density: 0.2
  amount: 2
"""
