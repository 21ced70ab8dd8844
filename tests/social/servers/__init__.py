"""Real servers of networks, each started on loopback for a test."""
