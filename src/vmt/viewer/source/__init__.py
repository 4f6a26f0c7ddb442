"""Where what is shown comes from: a simulation at work."""
