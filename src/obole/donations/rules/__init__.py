"""What donations decide without a database."""
