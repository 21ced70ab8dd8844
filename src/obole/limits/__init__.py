"""How often one source may ask for something that costs much."""
