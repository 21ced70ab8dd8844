"""What an answer is made of is told while it is made, to whoever gathers it and to nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from obole.foundation.ingredients import gather, refuse_keeping, use, use_until

MORNING = datetime(2026, 3, 30, 8, tzinfo=UTC)
EVENING = datetime(2026, 3, 30, 20, tzinfo=UTC)


def test_what_is_used_within_is_gathered() -> None:
    with gather() as recipe:
        use("page:1", "author:2")
        use("page:1")

    assert recipe.ingredients == {"page:1", "author:2"}
    assert recipe.valid_until is None
    assert recipe.refusal == ""


def test_outside_nothing_is_gathered() -> None:
    use("page:1")
    use_until(MORNING)
    refuse_keeping("nobody asks")

    with gather() as recipe:
        pass
    use("page:2")

    assert recipe.ingredients == set()
    assert recipe.valid_until is None
    assert recipe.refusal == ""


def test_the_earliest_moment_counts() -> None:
    with gather() as recipe:
        use_until(EVENING)
        use_until(MORNING)
        use_until(EVENING)

    assert recipe.valid_until == MORNING


def test_the_first_refusal_is_told() -> None:
    with gather() as recipe:
        refuse_keeping("a search")
        refuse_keeping("a form")

    assert recipe.refusal == "a search"


def test_an_inner_block_gathers_for_itself_alone() -> None:
    with gather() as outer:
        use("page:1")
        with gather() as inner:
            use("page:2")
        use("page:3")

    assert outer.ingredients == {"page:1", "page:3"}
    assert inner.ingredients == {"page:2"}


def test_a_block_that_fails_leaves_the_outer_one_as_it_was() -> None:
    with gather() as outer:
        try:
            with gather():
                raise LookupError
        except LookupError:
            use("page:1")

    assert outer.ingredients == {"page:1"}


def test_each_thread_gathers_its_own() -> None:
    def gathered(number: int) -> set[str]:
        with gather() as recipe:
            for _ in range(200):
                use(f"page:{number}")
        return recipe.ingredients

    with gather() as recipe, ThreadPoolExecutor(4) as threads:
        found = list(threads.map(gathered, range(8)))

    assert found == [{f"page:{number}"} for number in range(8)]
    assert recipe.ingredients == set()
