"""What a post says about an article."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from factories import Newsroom, make_article, make_author, make_picture, make_section, publish
from giving import make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.newsroom.models import ArticlePage, Byline, Correction
from obole.social.actions.composing import compose
from obole.social.actions.previewing import preview_of
from obole.social.models import ArticleChannel, Channel, ChannelTemplate, SocialSettings
from obole.social.networks.registry import FACTORIES
from obole.social.queries.article_facts import facts_of
from obole.social.queries.material import Material, material_of
from obole.social.rules.counting import fits
from obole.social.rules.limits import written_limits
from obole.social.rules.network import Abilities, Limits, Marker
from obole.social.rules.posts import Composed
from obole.social.rules.templates import FAMILIAR, PLACEHOLDERS
from obole.social.rules.vocabulary import Method

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ADDRESS = "https://testserver/s/abcdefghijklmnopqrstuvwxyz"
EVERYTHING = Abilities(can_find=True, can_reply=True, methods=tuple(Method), most_images=4)
MARKER = Marker(key="abcdefghijklmnopqrstuvwxyz", url=ADDRESS, made_at=NOW)


class PlainNetwork:
    """A network of which only its abilities are asked."""

    abilities = EVERYTHING

    def __init__(self, channel: Channel) -> None:
        pass


@pytest.fixture(autouse=True)
def _networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlainNetwork, "abilities", EVERYTHING)
    monkeypatch.setitem(FACTORIES, "plain", PlainNetwork)


def make_channel(*, template: str = "", limits: Limits | None = None, **fields: Any) -> Channel:
    limits = limits or Limits(text=500, url_weight=23)
    identity = {"limits": written_limits(limits)}
    channel = Channel.objects.create(
        **{"network": "plain", "name": "Plain", "identity": identity, **fields}
    )
    if template:
        ChannelTemplate.objects.create(channel=channel, language="fr", text=template)
    return channel


def composed(article: ArticlePage, channel: Channel, **fields: Any) -> Composed:
    return compose(
        **{
            "article": article,
            "channel": channel,
            "choice": None,
            "share": 0,
            "marker": MARKER,
            **fields,
        }
    )


def test_a_post_says_headline_standfirst_and_address(newsroom: Newsroom) -> None:
    article = make_article(title="Le port garantit", standfirst="Quatorze millions.")

    post = composed(article, make_channel())

    assert post.text == f"Le port garantit\n\nQuatorze millions.\n\n{ADDRESS}"
    assert post.language == "fr"
    assert post.method is Method.LINK
    assert post.card_title == "Le port garantit"
    assert post.card_description == "Quatorze millions."


def test_every_placeholder_says_something(newsroom: Newsroom) -> None:
    section = make_section(title="Le port", slug="le-port")
    article = make_article(
        section=section,
        title="Le port garantit",
        picture=make_picture(description="Une grue."),
        authors=[make_author(name="Awa Diallo", slug="awa"), make_author(name="Jean Petit")],
    )
    article.tags.add("Port de Sète", "l’eau", "2026")
    article.save()
    make_campaign(is_current=True, is_public=True)

    words = material_of(publish(article), now=NOW).words

    assert {name for name in PLACEHOLDERS if not words.get(name)} == {"url", "thread"}
    assert words["authors"] in ("Awa Diallo et Jean Petit", "Awa Diallo and Jean Petit")
    assert words["author_slug"] == "awa"
    assert words["tags"] == "#LEau #PortDeSète"
    assert words["section_tag"] == "#LePort"
    assert words["alt"] == "Une grue."
    assert words["campaign"].startswith("0,00\u00a0% récoltés, 42\u202f000\u00a0€ manq")
    assert words["body"] == "Le conseil a voté le budget par onze voix contre sept."


def test_the_placeholders_of_wordpress_mean_what_they_mean_there(newsroom: Newsroom) -> None:
    article = make_article(
        title="Titre", standfirst="", authors=[make_author(name="Awa", slug="awa-d")]
    )
    template = " / ".join(f"{{{name}}}" for name in FAMILIAR)

    text = composed(article, make_channel(template=template)).text

    body = "Le conseil a voté le budget par onze voix contre sept."
    said = ["Titre", ADDRESS, body, body, "La Gazette", "awa-d", "Awa", str(article.pk)]
    assert text.split(" / ")[:8] == said


def test_a_headline_with_a_placeholder_stays_as_it_was_written(newsroom: Newsroom) -> None:
    article = make_article(title="{PERMALINK} {title}", standfirst="")

    post = composed(article, make_channel(template="{POST_TITLE}\n{url}"))

    assert post.text == f"{{PERMALINK}} {{title}}\n{ADDRESS}"


def test_a_stored_template_that_means_nothing_stops_nothing(newsroom: Newsroom) -> None:
    post = composed(make_article(title="Titre"), make_channel(template="{headline}: {title}"))

    assert post.text == f"{{headline}}: Titre\n\n{ADDRESS}"


def test_the_address_is_in_the_text_where_the_post_is_found_by_it(newsroom: Newsroom) -> None:
    article = make_article(title="Titre")
    channel = make_channel(template="{title}")

    assert composed(article, channel).text == f"Titre\n\n{ADDRESS}"

    PlainNetwork.abilities = Abilities(
        can_find=True, methods=tuple(Method), address_in_text=frozenset()
    )
    assert composed(article, channel).text == "Titre"


def test_an_editors_words_and_picture_come_first(newsroom: Newsroom) -> None:
    lead, other, chosen = (make_picture(description=f"Image {n}") for n in "ABC")
    article = make_article(
        title="Titre",
        picture=lead,
        picture_alt="La grue du quai.",
        body=[
            ("image", {"picture": other, "alt": "Le maire.", "width": "text"}),
            ("image", {"picture": make_picture(), "decorative": True, "width": "text"}),
        ],
    )
    choice = ArticleChannel(text="Lisez : {title}", method="images", image=chosen)

    post = composed(article, make_channel(), choice=choice)

    assert post.text.startswith("Lisez : Titre")
    assert [each.alt_text for each in post.pictures] == [
        "Image C",
        "La grue du quai.",
        "Le maire.",
    ]
    assert post.card_title == ""


def test_a_post_with_pictures_of_an_article_without_any_is_a_card(newsroom: Newsroom) -> None:
    post = composed(make_article(), make_channel(method=Method.IMAGES))

    assert post.method is Method.LINK
    assert post.card_picture is None


def test_a_channel_has_a_picture_for_articles_without_one(newsroom: Newsroom) -> None:
    channel = make_channel(default_picture=make_picture(description="Le logo."))

    bare = composed(make_article(), channel)
    own = composed(make_article(picture=make_picture(description="Une grue.")), channel)

    assert bare.card_picture is not None
    assert bare.card_picture.alt_text == "Le logo."
    assert own.card_picture is not None
    assert own.card_picture.alt_text == "Une grue."


def test_a_picture_that_nobody_described_has_the_headline(newsroom: Newsroom) -> None:
    picture = make_picture(description="", caption="")
    article = make_article(title="Le port garantit", picture=picture)
    channel = make_channel(method=Method.IMAGE)

    preview = preview_of(article=article, channel=channel, choice=None, now=NOW)

    assert preview.composed.pictures[0].alt_text == "Le port garantit"
    assert any("alternative text" in str(each) for each in preview.warnings)


def test_a_thread_has_the_address_in_its_first_part(newsroom: Newsroom) -> None:
    sentences = " ".join(f"Voici la phrase numéro {n} de l’enquête." for n in range(60))
    article = make_article(title="Titre", body=[("paragraph", f"<p>{sentences}</p>")])
    limits = Limits(text=300, unit="graphemes", bytes=3_000)
    channel = make_channel(template="{title}\n\n{body}\n\n{url}{thread}", limits=limits)

    post = composed(article, channel)

    texts = [post.text, *post.parts]
    assert post.text.endswith(ADDRESS)
    assert 2 < len(texts) <= 10
    assert all(fits(text, limits) for text in texts)
    assert all(ADDRESS not in text for text in post.parts)
    assert "numéro 59" in post.parts[-1]


def test_a_caption_is_shorter_than_a_text(newsroom: Newsroom) -> None:
    limits = Limits(text=4_096, caption=120, unit="utf16")
    article = make_article(standfirst="mot " * 200, picture=make_picture())

    def length(method: Method) -> int:
        return len(composed(article, make_channel(limits=limits, method=method)).text)

    assert length(Method.IMAGE) <= 120 < length(Method.LINK)


def test_a_share_of_an_old_article_says_of_when_it_is(newsroom: Newsroom) -> None:
    article = make_article(title="Titre")
    ArticlePage.objects.filter(pk=article.pk).update(
        published_at=datetime(2025, 3, 1, 9, tzinfo=UTC)
    )
    article.refresh_from_db()

    first = composed(article, make_channel())
    again = composed(article, make_channel(), share=1)

    assert first.text.startswith("Titre")
    assert again.text.startswith("Published on 1er mars 2025\n\nTitre") or again.text.startswith(
        "Publié le 1er mars 2025\n\nTitre"
    )


def test_a_correction_is_what_an_answer_says(newsroom: Newsroom) -> None:
    article = make_article()
    article.corrections = [Correction(text="Le montant est de 14 millions.", made_at=NOW)]
    article = publish(article)

    note = composed(article, make_channel()).change_note

    assert "Le montant est de 14 millions." in note
    assert note.endswith(ADDRESS)


def test_the_article_is_read_once_for_all_channels(
    newsroom: Newsroom, django_assert_max_num_queries: Any
) -> None:
    article = make_article(picture=make_picture())
    channels = [make_channel(template="{title} {tags} {campaign}") for _ in range(5)]
    material = material_of(article, now=NOW)

    # A template of each, and the campaign, which the first one asks for.
    with django_assert_max_num_queries(len(channels) + 1):
        for channel in channels:
            composed(article, channel, material=material)


def test_a_preview_counts_as_the_network_does_and_says_what_is_cut(newsroom: Newsroom) -> None:
    article = make_article(title="Titre", standfirst="mot " * 400)
    channel = make_channel(limits=Limits(text=280, unit="weighted"))

    preview = preview_of(article=article, channel=channel, choice=None, now=NOW)

    assert preview.left >= 0
    assert preview.count > 270
    assert any("cut" in str(each) for each in preview.warnings)
    assert preview.composed.url in preview.composed.text


def test_a_preview_names_words_in_braces_that_mean_nothing(newsroom: Newsroom) -> None:
    choice = ArticleChannel(text="{headline} {title}")

    preview = preview_of(article=make_article(), channel=make_channel(), choice=choice, now=NOW)

    assert any("{headline}" in str(each) for each in preview.warnings)


def test_rules_look_at_the_draft(newsroom: Newsroom) -> None:
    section = make_section()
    author = make_author()
    article = make_article(section=section, live=False, authors=[])
    article.bylines = [Byline(author=author)]
    article.tags.add("Le port")

    facts = facts_of(article)

    assert facts.authors == {author.pk}
    assert facts.tags == {"le-port"}
    assert section.pk in facts.sections


ANYTHING = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40),
        st.sampled_from(
            [" ", "👨‍👩‍👧‍👦", "{url}", "e\u0301", "שלום", "漢字", "https://a.media/b ", "\n"]
        ),
    ),
    max_size=40,
).map("".join)
ACCOUNTS = st.sampled_from(
    [
        Limits(text=280, unit="weighted"),
        Limits(text=500, url_weight=23),
        Limits(text=300, unit="graphemes", bytes=3_000),
        Limits(text=4_096, caption=1_024, unit="utf16"),
        Limits(text=500, unit="mixed-bytes"),
    ]
)


# A page asks for its content type.
@pytest.mark.django_db
@given(
    title=ANYTHING,
    standfirst=ANYTHING,
    body=st.text(max_size=3_000),
    limits=ACCOUNTS,
    is_thread=st.booleans(),
    template=st.sampled_from(["{title} {standfirst} {url}", "{body}", "{tags} {title}\n{url}"]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_an_article_says_its_posts_fit_and_lead_to_it(
    title: str, standfirst: str, body: str, limits: Limits, is_thread: bool, template: str
) -> None:
    words = dict.fromkeys(PLACEHOLDERS, "")
    words |= {"title": title, "standfirst": standfirst, "body": body, "tags": "#Un #Deux"}
    material = Material(
        language="fr",
        url="https://testserver/a/",
        published_at=NOW - timedelta(days=99),
        words=words,
        card_title="Titre",
        card_description="",
        settings=SocialSettings(),
    )
    channel = Channel(
        network="plain",
        method=Method.TEXT,
        identity={"limits": written_limits(limits)},
    )
    choice = ArticleChannel(text=template + "{thread}" * is_thread)

    post = composed(ArticlePage(), channel, material=material, choice=choice, share=1)

    assert fits(post.text, limits)
    assert ADDRESS in post.text
    assert all(fits(part, limits) for part in post.parts)
