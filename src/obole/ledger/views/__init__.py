"""The books on the screens of the desk. Nothing here changes them."""
