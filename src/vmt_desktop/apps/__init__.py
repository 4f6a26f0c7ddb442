"""The programs on the desktop: any VMT's, their windows, and how they are doing."""
