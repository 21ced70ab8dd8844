"""What the books tell: figures and entries. Read-only."""
