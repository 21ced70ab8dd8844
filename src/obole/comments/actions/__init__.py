"""What can be done with comments."""
