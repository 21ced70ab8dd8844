"""A newsroom at work: what people do to articles, as the rules of a state machine."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.core.management import call_command
from factories import (
    make_article,
    make_author,
    make_section,
    make_site,
    make_user,
    publish,
)
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from proof import Proof
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale

from obole.edition import recollection
from obole.edition.models import Mark
from obole.edition.places import the_tree
from obole.foundation import clock
from obole.newsroom.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    Label,
    RelatedArticle,
    SectionPage,
)

RowT = TypeVar("RowT")

# One of those that are there; which one does not matter, only that it is drawn.
which = st.integers(0, 11)
WORDS = ("marché", "budget", "école", "rivière", "train", "musée")
TAGS = ("Climat", "Eau", "Mairie")

EDITS = (
    *("headline", "text", "standfirst", "tags", "bylines", "label", "related", "link"),
    *("correction", "correction ahead", "old correction", "slug", "search title"),
)


def one_of(rows: "list[RowT]", number: int) -> RowT | None:
    """Return one of the rows, or None where there is none."""
    return rows[number % len(rows)] if rows else None


class AtWork(RuleBasedStateMachine):
    """Begins with two sections, three articles and an article in the other language."""

    def __init__(self) -> None:
        super().__init__()
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        cache.clear()
        # Another database: its marks are numbered from the beginning.
        recollection.forget()
        with the_tree().locked():
            the_tree().remove_all()
        self.count = 0
        self.site = make_site()
        self.editor = make_user(is_superuser=True)
        first, second = make_section(slug="ville"), make_section(slug="monde")
        author = make_author(biography="Écrit depuis dix ans.")
        for section in (first, first, second):
            make_article(section=section, authors=[author])
        make_article(section=make_section(home=self.site.english, slug="city"), authors=[author])
        self.proof = Proof()
        self.proof.check()

    @invariant()
    def nobody_reads_an_old_page(self) -> None:
        """Compare everything that readers get with fresh renderings."""
        self.proof.check()

    def word(self) -> str:
        """Return words that were not used before."""
        self.count += 1
        return f"{WORDS[self.count % len(WORDS)]} {self.count}"

    def article(self, number: int) -> ArticlePage | None:
        """Return one of the articles as they stand."""
        return one_of(list(ArticlePage.objects.filter(alias_of=None).order_by("pk")), number)

    # Writing.

    @rule(number=which)
    def publish_a_new_article(self, number: int) -> None:
        """Write an article and publish it."""
        section = one_of(list(SectionPage.objects.live().order_by("pk")), number)
        authors = list(Author.objects.order_by("pk"))
        if section is not None:
            make_article(section=section, authors=authors[number % 2 : number % 2 + 1])

    @rule(number=which)
    def write_a_draft(self, number: int) -> None:
        """Write an article that nobody reads yet: no page may go for it."""
        marks = Mark.objects.count()
        section = one_of(list(SectionPage.objects.live().order_by("pk")), number)
        if section is not None:
            make_article(section=section, authors=[], live=False).save_revision()
            assert Mark.objects.count() == marks

    @rule(number=which, other=which, what=st.sampled_from(EDITS))
    def edit_and_publish(self, number: int, other: int, what: str) -> None:
        """Change something in an article and publish it, a draft or a live one."""
        article = self._edited(number, other, what)
        if article is not None:
            article.save_revision().publish()

    @rule(number=which, other=which, what=st.sampled_from(EDITS))
    def edit_a_draft(self, number: int, other: int, what: str) -> None:
        """Change something and save it as a draft: no page may go for it."""
        marks = Mark.objects.count()
        article = self._edited(number, other, what)
        if article is not None:
            article.save_revision()
            assert Mark.objects.count() == marks + (what == "tags") * self._new_tags

    @rule(number=which, hours=st.sampled_from([1, 30]), what=st.sampled_from(EDITS))
    def schedule(self, number: int, hours: int, what: str) -> None:
        """Let a change go live by itself."""
        article = self._edited(number, 0, what)
        if article is not None:
            article.go_live_at = clock.now() + timedelta(hours=hours)
            article.save_revision().publish()

    @rule(number=which)
    def put_under_embargo(self, number: int) -> None:
        """Write and publish something that is under embargo until the evening."""
        section = one_of(list(SectionPage.objects.live().order_by("pk")), number)
        if section is not None:
            article = make_article(section=section, authors=[], live=False)
            article.embargo_until = clock.now() + timedelta(hours=6)
            article.full_clean()
            article.save_revision().publish()

    @rule(number=which)
    def let_expire(self, number: int) -> None:
        """Publish until tomorrow."""
        if (article := self.article(number)) is not None:
            article.expire_at = clock.now() + timedelta(hours=20)
            article.save_revision().publish()

    # What happens to a page as a whole.

    @rule(number=which)
    def unpublish(self, number: int) -> None:
        """Withdraw an article."""
        if (article := self.article(number)) is not None:
            UnpublishPageAction(article).execute()

    @rule(number=which)
    def delete(self, number: int) -> None:
        """Delete an article."""
        if (article := self.article(number)) is not None:
            DeletePageAction(article).execute()

    @rule(number=which, other=which)
    def move(self, number: int, other: int) -> None:
        """Move an article to another section of its language."""
        article = self.article(number)
        if article is None:
            return
        sections = SectionPage.objects.filter(locale=article.locale).order_by("pk")
        section = one_of(list(sections), other)
        if section is not None and not section.get_children().filter(slug=article.slug).exists():
            MovePageAction(article, section, pos="last-child").execute()

    @rule(number=which, is_live=st.booleans())
    def copy(self, number: int, is_live: bool) -> None:
        """Copy an article, perhaps so that the copy is published at once."""
        if (article := self.article(number)) is not None:
            CopyPageAction(
                article,
                update_attrs={"slug": f"copie-{self.word().split()[1]}", "title": self.word()},
                keep_live=is_live,
            ).execute()

    @rule(number=which)
    def repeat(self, number: int) -> None:
        """Make an alias of an article."""
        if (article := self.article(number)) is not None:
            slug = f"alias-{self.word().split()[1]}"
            CreatePageAliasAction(article, update_slug=slug).execute()

    @rule(number=which)
    def translate(self, number: int) -> None:
        """Translate an article into the other language and publish it."""
        article = self.article(number)
        if article is None:
            return
        locale = Locale.objects.exclude(pk=article.locale_id).get()
        if not article.has_translation(locale):
            translated = article.copy_for_translation(locale, copy_parents=True)
            # Its section was copied as an alias, if the other language had none.
            publish(translated)

    # The changes.

    def _edited(self, number: int, other: int, what: str) -> ArticlePage | None:
        stored = self.article(number)
        if stored is None:
            return None
        article: ArticlePage = stored.get_latest_revision_as_object()
        self._new_tags = 0
        getattr(self, f"_change_{what.replace(' ', '_')}")(article, other)
        return article

    def _change_headline(self, article: ArticlePage, _: int) -> None:
        article.title = self.word()

    def _change_text(self, article: ArticlePage, _: int) -> None:
        article.body = [("paragraph", f"<p>{self.word()}</p>")]

    def _change_standfirst(self, article: ArticlePage, _: int) -> None:
        article.standfirst = self.word()

    def _change_search_title(self, article: ArticlePage, _: int) -> None:
        article.seo_title = self.word()

    def _change_tags(self, article: ArticlePage, other: int) -> None:
        before = Mark.objects.count()
        article.tags.set(TAGS[other % 3 : other % 3 + other % 2 + 1])
        # A new subject is a row of its own.
        self._new_tags = Mark.objects.count() - before

    def _change_bylines(self, article: ArticlePage, other: int) -> None:
        authors = list(Author.objects.order_by("pk"))[other % 3 : other % 3 + 2]
        article.bylines = [
            Byline(author=author, sort_order=order) for order, author in enumerate(authors)
        ]

    def _change_label(self, article: ArticlePage, other: int) -> None:
        article.label = Label.values[other % len(Label.values)]

    def _change_related(self, article: ArticlePage, other: int) -> None:
        related = self.article(other)
        article.related_items = [RelatedArticle(related=related)] if related else []

    def _change_link(self, article: ArticlePage, other: int) -> None:
        linked = self.article(other)
        link = f'<a linktype="page" id="{linked.pk}">{self.word()}</a>' if linked else ""
        article.body = [("paragraph", f"<p>Voir {link}.</p>")]

    def _change_correction(self, article: ArticlePage, _: int) -> None:
        self._correct(article, clock.now())

    def _change_correction_ahead(self, article: ArticlePage, _: int) -> None:
        self._correct(article, clock.now() + timedelta(hours=5))

    def _change_old_correction(self, article: ArticlePage, _: int) -> None:
        article.corrections = list(article.corrections.all())[1:]

    def _correct(self, article: ArticlePage, made_at: datetime) -> None:
        made = Correction(text=self.word(), made_at=made_at)
        article.corrections = [*article.corrections.all(), made]

    def _change_slug(self, article: ArticlePage, _: int) -> None:
        article.slug = f"adresse-{self.word().split()[1]}"
