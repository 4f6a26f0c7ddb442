"""The seven phases of a tick, one a module."""
