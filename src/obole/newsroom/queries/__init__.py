"""What is known about articles: lists of them, searches in them, facts for machines."""
