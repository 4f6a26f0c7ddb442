"""Tables of any length: their rows are counted first, and read when they are seen."""
