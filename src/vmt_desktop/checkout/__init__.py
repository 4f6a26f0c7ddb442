"""A checkout of VMT, ours or another, and how its programs are started.

Needs the standard library alone: it is in the image without a desktop, too.
"""
