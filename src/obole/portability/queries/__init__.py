"""What is known about sites that moved in."""
