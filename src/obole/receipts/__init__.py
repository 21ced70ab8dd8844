"""Tax receipts: numbered without a gap, never changed, checked by anybody."""
