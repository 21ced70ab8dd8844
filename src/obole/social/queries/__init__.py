"""What social publishing tells. Read-only."""
