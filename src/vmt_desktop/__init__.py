"""The gateway between a browser and the desktop. Knows nothing of the simulation."""
