"""How fast pages are made, at 100, 10,000 and 100,000 articles: `make bench`."""
