"""The one TCP port: its server, its routes, what holds for every request."""
