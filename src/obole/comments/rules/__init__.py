"""What can be decided about comments without looking anywhere."""
