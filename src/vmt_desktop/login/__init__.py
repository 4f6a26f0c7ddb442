"""Who may come in, and as what: tokens, passwords, sessions, slower and slower."""
