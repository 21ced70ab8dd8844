"""What donations tell. Read-only."""
