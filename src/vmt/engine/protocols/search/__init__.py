"""Search protocols: what an agent wants to do, given what it sees."""
