"""What social publishing decides without a database."""
