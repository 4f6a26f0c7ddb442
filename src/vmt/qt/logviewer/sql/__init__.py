"""Questions in SQL to the file that is looked at, which can only read."""
