"""Commands of the newsroom, for `obole manage`."""
