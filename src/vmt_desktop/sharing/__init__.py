"""The link for those who watch: made, shown, changed, revoked."""
