"""Preferences over two goods, one utility function a module."""
