"""The world that a scenario begins with, as a picture, and what its signs mean."""
