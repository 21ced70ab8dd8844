"""Where donors and the treasurer ask."""
