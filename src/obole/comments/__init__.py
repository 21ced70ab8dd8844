"""What readers say under an article, and how the newsroom keeps it clean."""
