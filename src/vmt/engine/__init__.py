"""The world and its clock: state arrays, random streams, seven phases, protocols."""
