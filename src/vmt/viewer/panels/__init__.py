"""What stands around the world: bars, buttons, the panel beside it."""
