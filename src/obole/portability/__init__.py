"""Moving in and out: sites that come from other programs."""
