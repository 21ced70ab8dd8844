"""What receipts decide without a database."""
