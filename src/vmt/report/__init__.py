"""The economics of a recorded run, as figures and as one page."""
