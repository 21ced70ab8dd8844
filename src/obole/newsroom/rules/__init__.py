"""What can be decided about articles without a database: words, differences, structured data."""
