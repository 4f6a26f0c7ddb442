"""Matching protocols: who becomes whose partner."""
