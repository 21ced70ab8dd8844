"""Payment providers, each a module behind one Protocol (rules/gateway.py)."""
