"""nginx and Caddy in front of the site: their configurations, and nginx as a child of ours."""
