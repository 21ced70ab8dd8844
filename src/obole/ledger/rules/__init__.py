"""What the books decide without a database."""
