"""What stands before the web processes where no nginx does: a loop that sends baked pages.

One process answers thousands of connections without a thread for each; whatever is no baked page
it passes on through Obole's socket. Why we have it: docs/decisions/0016.
"""
