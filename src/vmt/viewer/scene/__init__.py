"""The world on a surface: cells, agents, and what passes between them."""
