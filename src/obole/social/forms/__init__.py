"""What editors fill in about social networks."""
