"""The desktop's clipboard, in full Unicode, both ways.

It is X's CLIPBOARD selection, what Ctrl+C and Ctrl+V mean. PRIMARY, what is marked
with the mouse, is left alone: whoever marks a word in the desktop does not expect to
lose what was copied elsewhere, and a text that comes from a browser takes no mark away.
The rules of selections are those of the ICCCM, sections 2.1 to 2.7.
"""

LARGEST_BYTES = 1024 * 1024
"""Of a text in UTF-8, in either direction."""
