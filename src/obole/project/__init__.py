"""Settings, command line, the four tables, the page shell."""
