"""The November rules once more, slow and obvious, to compare the engine with.

Written from the specification alone. Nothing here knows the engine: quantities are
decimals, perception looks at everybody, and every rule is spelled out where it is
used.
"""
