"""What changes the books: posting, reversing, closing, checking."""
