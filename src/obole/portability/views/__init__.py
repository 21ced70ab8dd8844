"""Imports in the desk: bringing an export, following its import, reading the report."""
