"""The economics of a recorded run, as arrays: what was observed, beside theory."""
