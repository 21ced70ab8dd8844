"""Under an article stand those of its section that came before it, and stay there."""

from factories import Newsroom, make_article, make_section

from obole.foundation import clock
from obole.foundation.ingredients import gather
from obole.newsroom.models import ArticlePage, RelatedArticle
from obole.newsroom.queries.reading import reading_of


def below(article: ArticlePage) -> list[str]:
    """Return the addresses of what stands under the article."""
    stored = ArticlePage.objects.get(pk=article.pk)
    return [each.slug for each in reading_of(article=stored, now=clock.now()).more_in_section]


def five(**fields: object) -> list[ArticlePage]:
    section = make_section(slug="ville")
    return [make_article(section=section, slug=f"a{number}", **fields) for number in range(5)]


def test_those_that_came_before_stand_under_an_article(newsroom: Newsroom) -> None:
    articles = five()

    assert below(articles[4]) == ["a3", "a2", "a1"]
    assert below(articles[3]) == ["a2", "a1", "a0"]


def test_the_first_of_a_section_show_those_that_followed(newsroom: Newsroom) -> None:
    articles = five()

    assert below(articles[0]) == ["a1", "a2", "a3"]
    assert below(articles[1]) == ["a0", "a2", "a3"]
    assert below(articles[2]) == ["a1", "a0", "a3"]


def test_a_new_article_changes_nothing_under_the_others(newsroom: Newsroom) -> None:
    articles = five()
    before = [below(article) for article in articles]

    make_article(section=articles[0].section, slug="nouveau")

    assert [below(article) for article in articles] == before


def test_what_is_withdrawn_makes_room_for_what_came_before_it(newsroom: Newsroom) -> None:
    articles = five()

    articles[3].unpublish()

    assert below(articles[4]) == ["a2", "a1", "a0"]


def test_another_section_is_not_in_the_same_section(newsroom: Newsroom) -> None:
    articles = five()
    elsewhere = make_article(section=make_section(slug="monde"))

    assert below(elsewhere) == []
    assert elsewhere.slug not in below(articles[0])


def test_an_editor_s_choice_takes_the_place_of_neighbours(newsroom: Newsroom) -> None:
    articles = five()
    chosen = make_article(
        section=articles[0].section, related_items=[RelatedArticle(related=articles[0])]
    )

    assert below(chosen) == []


def test_an_article_says_that_it_shows_its_neighbours(newsroom: Newsroom) -> None:
    articles = five()

    with gather() as recipe:
        below(articles[4])

    shown = {f"page:{article.pk}" for article in articles[1:4]}
    assert shown | {f"articles:around:{articles[4].pk}"} <= recipe.ingredients
    assert f"page:{articles[0].pk}" not in recipe.ingredients
