"""The demonstration: a small invented newsroom, made through the same ways as the desk's."""
