"""What an export says, read without a database."""
