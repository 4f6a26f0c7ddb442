"""The scenario builder: forms, and the YAML they write, side by side."""
