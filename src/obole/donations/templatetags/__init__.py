"""What templates of donations and of floors above may show."""
