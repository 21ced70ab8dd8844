"""What readers who give write into."""
