"""How much work a function does, counted: a clock would measure the machine."""

import sys


def steps_of(work):
    """Return how many lines of Python are run by `work`."""
    steps = 0

    def count(frame, event, argument):
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps
