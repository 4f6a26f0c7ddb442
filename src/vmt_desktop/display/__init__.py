"""The X display: asking whether it answers, its cookie, its size, its clipboard."""
