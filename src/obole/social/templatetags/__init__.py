"""What templates of social publishing may show."""
