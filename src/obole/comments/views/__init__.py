"""How readers and moderators reach comments."""
