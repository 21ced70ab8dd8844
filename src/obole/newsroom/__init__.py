"""Articles, sections, authors, corrections."""
