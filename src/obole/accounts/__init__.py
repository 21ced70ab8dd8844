"""People who can log in."""
