"""Where editors and networks ask."""
