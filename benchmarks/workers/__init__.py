"""Programs that run one engine each, in a process and an interpreter of its own."""
