from hypothesis import given
from hypothesis import strategies as st

from obole.newsroom.rules.front import OPINIONS, PICKS, STRIP_ARTICLES, arrange_front

KEYS = st.lists(st.integers(1, 40), max_size=30, unique=True)


def test_without_an_editor_the_latest_lead() -> None:
    plan = arrange_front(
        chosen_lead=None, chosen_picks=[], latest=[9, 8, 7, 6, 5], opinions=[], strips={}
    )

    assert plan.lead == 9
    assert plan.picks == (8, 7, 6)


def test_the_latest_fill_the_places_that_an_editor_left_open() -> None:
    plan = arrange_front(
        chosen_lead=3, chosen_picks=[7], latest=[9, 8, 7, 3], opinions=[], strips={}
    )

    assert plan.lead == 3
    assert plan.picks == (7, 9, 8)


def test_an_editor_may_pick_more_than_the_usual_number() -> None:
    plan = arrange_front(
        chosen_lead=1, chosen_picks=[2, 3, 4, 5], latest=[9], opinions=[], strips={}
    )

    assert plan.picks == (2, 3, 4, 5)


def test_an_opinion_leads_only_when_an_editor_wants_it() -> None:
    latest = arrange_front(
        chosen_lead=None, chosen_picks=[], latest=[9, 8], opinions=[9], strips={}
    )
    chosen = arrange_front(chosen_lead=9, chosen_picks=[], latest=[9, 8], opinions=[9], strips={})

    assert (latest.lead, latest.opinions) == (8, (9,))
    assert (chosen.lead, chosen.opinions) == (9, ())


def test_a_newspaper_of_opinions_only_has_a_lead_all_the_same() -> None:
    plan = arrange_front(
        chosen_lead=None, chosen_picks=[], latest=[2, 1], opinions=[2, 1], strips={}
    )

    assert plan.lead == 2


def test_a_section_with_nothing_left_to_show_has_no_strip() -> None:
    plan = arrange_front(
        chosen_lead=1, chosen_picks=[], latest=[1], opinions=[], strips={10: [1], 20: [1, 4]}
    )

    assert plan.strips == {20: (4,)}


@given(
    lead=st.none() | st.integers(1, 40),
    picks=KEYS,
    latest=KEYS,
    strips=st.dictionaries(st.integers(100, 110), KEYS, max_size=6),
    opinions=st.sets(st.integers(1, 40)),
)
def test_no_article_stands_on_the_front_page_twice(
    lead: int | None,
    picks: list[int],
    latest: list[int],
    strips: dict[int, list[int]],
    opinions: set[int],
) -> None:
    plan = arrange_front(
        chosen_lead=lead,
        chosen_picks=picks,
        latest=latest,
        opinions=[key for key in latest if key in opinions],
        strips=strips,
    )

    assert len(plan.articles()) == len(set(plan.articles()))
    assert len(plan.picks) <= max(PICKS, len(picks))
    assert len(plan.opinions) <= OPINIONS
    assert all(0 < len(keys) <= STRIP_ARTICLES for keys in plan.strips.values())
