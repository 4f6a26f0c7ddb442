"""Bargaining protocols: what block two partners trade, if any."""
