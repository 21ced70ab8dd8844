"""Readers give: campaigns, gifts by every means, the meter, donors."""
