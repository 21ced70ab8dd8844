"""The command `obole`: a module for each of its words."""

from obole.project.command_line.program import main

__all__ = ["main"]
