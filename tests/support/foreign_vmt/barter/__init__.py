"""Two traders who swap what they have."""
