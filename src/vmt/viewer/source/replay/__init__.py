"""A recorded run as a source of pictures: played, paused, and gone back in."""
