"""The PyQt5 programs: the only package that names PyQt5."""
