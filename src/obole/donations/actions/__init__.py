"""What changes campaigns, gifts, plans and donors."""
