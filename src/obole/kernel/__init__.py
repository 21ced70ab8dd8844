"""Pure Python that every floor may use: facts and text. No Django here."""
