"""Pure economics: preferences and prices. Imports numpy and the standard library only."""
