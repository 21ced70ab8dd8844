"""Double-entry books: entries that sum to zero, are never changed, and are only added to."""
