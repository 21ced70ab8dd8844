"""What may be baked, where it lies, and which copy of it a reader gets."""
