"""What a public page is; the one bridge to Wagtail's signals."""
