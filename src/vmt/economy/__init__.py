"""Pure economics: preferences and prices."""
