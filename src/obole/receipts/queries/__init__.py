"""What receipts tell. Read-only."""
