"""What issues, voids and replaces receipts."""
