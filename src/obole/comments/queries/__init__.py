"""What can be asked about comments."""
