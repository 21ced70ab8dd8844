"""The edition: a baked copy of every public page, exact to the moment."""
