"""The pygame viewer: the only package that names pygame."""

import os

# Standard output belongs to the program, not to a greeting of its library.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
