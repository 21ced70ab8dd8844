"""What many answers have in common is asked once, and stays an ingredient of each."""

import pytest

from obole.foundation import clock
from obole.foundation.ingredients import gather, refuse_keeping, use, use_until
from obole.foundation.memory import Memory, answering, once, remembered, remembering


def counted(*ingredients: str) -> tuple[list[int], "object"]:
    times: list[int] = []

    def make() -> int:
        use(*ingredients)
        times.append(1)
        return len(times)

    return times, make


def test_without_a_memory_everything_is_asked_each_time() -> None:
    _, make = counted("site")

    assert [remembered("key", make), remembered("key", make)] == [1, 2]


def test_a_value_is_made_once_and_is_an_ingredient_of_each_answer() -> None:
    times, make = counted("site")

    with remembering(Memory()):
        remembered("key", make)
        with gather() as recipe:
            remembered("key", make)

    assert len(times) == 1
    assert recipe.ingredients == {"site"}


def test_what_holds_until_a_moment_or_for_one_answer_is_not_remembered() -> None:
    memory, now = Memory(), clock.now()

    def passing() -> None:
        use("site")
        use_until(now)

    def personal() -> None:
        use("site")
        refuse_keeping("for one reader")

    with gather() as recipe, remembering(memory):
        remembered("passing", passing)
        remembered("personal", personal)

    assert memory.ingredients == set()
    assert (recipe.valid_until, recipe.refusal) == (now, "for one reader")


def test_what_nothing_would_end_is_refused() -> None:
    with remembering(Memory()), pytest.raises(AssertionError, match="Nothing would end"):
        remembered("key", lambda: 1)


def test_each_answer_has_a_memory_of_its_own() -> None:
    _, make = counted("page:1")

    with answering():
        first = [once("key", make), once("key", make)]
    with answering():
        second = once("key", make)

    assert (first, second) == ([1, 1], 2)
