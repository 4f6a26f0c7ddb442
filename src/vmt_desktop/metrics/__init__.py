"""Figures for monitors: counted where it happens, told as text."""
