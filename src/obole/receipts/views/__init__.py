"""The edges of receipts: the public check, and the desk's screens."""
