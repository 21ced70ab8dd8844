"""What templates ask about comments."""
