"""The pygame viewer: the only package that names pygame."""
