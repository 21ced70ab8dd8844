"""Pages that stand in no tree: lists, search, histories, the player, files for machines."""
