"""The plots of the log viewer: one figure for each question, of one run or several."""
