"""Networks, each a module behind one Protocol (rules/network.py)."""
