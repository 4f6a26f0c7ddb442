"""The pygame viewer: the only package that names pygame."""

import os

# Standard output belongs to the program, not to a greeting of its library.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
# Window managers and scripts know the window by it; pygame would name it after the
# started file, and does so as soon as it is imported.
os.environ.setdefault("SDL_VIDEO_X11_WMCLASS", "vmt-viewer")
