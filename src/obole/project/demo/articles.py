"""The articles of the demonstration: written, published, corrected, scheduled, in review."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from obole.accounts.models import User
from obole.newsroom.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    RelatedArticle,
    SectionPage,
)
from obole.project.demo.bodies import Pictures, stream_of
from obole.project.demo.content import Table, Version, versions_of
from obole.project.demo.past import redate, redate_draft


class Desk:
    """Writes and publishes the articles as journalists and an editor would in the desk."""

    def __init__(
        self,
        *,
        pictures: Pictures,
        authors: Mapping[str, Author],
        sections: Mapping[tuple[str, str], SectionPage],
        editor: User,
        now: datetime,
    ) -> None:
        self._pictures = pictures
        self._authors = authors
        self._sections = sections
        self._editor = editor
        self._now = now
        self.articles: dict[str, ArticlePage] = {}

    def open_article(self, table: Table) -> None:
        """Make an empty draft, so that other articles can refer to it."""
        section = self._sections[table["locale"], table["section"]]
        article = ArticlePage(
            title=table["headline"],
            slug=table["slug"],
            locale=section.locale,
            live=False,
            owner=self._writer(table),
        )
        if "translation_of" in table:
            article.translation_key = self.articles[table["translation_of"]].translation_key
        section.add_child(instance=article)
        self.articles[article.slug] = article

    def write(self, table: Table) -> None:
        """Write the article and bring it as far as its `state` says."""
        match table["state"]:
            case "published":
                self._publish(table)
            case "scheduled":
                self._schedule(table)
            case "in_review":
                self._hand_in(table)
            case "draft":
                self._save_draft(table)
            case state:
                raise AssertionError(f"{table['slug']}: no state is called {state}")

    def _publish(self, table: Table) -> None:
        published_at = self._now - timedelta(days=table["days_ago"])
        article = self.articles[table["slug"]]
        moments = []
        for version in versions_of(table):
            self._fill(article, version, published_at)
            article.save_revision(user=self._writer(table)).publish(user=self._editor)
            moments.append(published_at + timedelta(days=version.days_after))
        redate(page=article, moments=moments)

    def _schedule(self, table: Table) -> None:
        article = self._written(table)
        article.go_live_at = self._now + timedelta(hours=table["in_hours"])
        article.save_revision(user=self._writer(table)).publish(user=self._editor)

    def _hand_in(self, table: Table) -> None:
        article = self._save_draft(table)
        workflow = article.get_workflow()
        assert workflow is not None, "the site was set up without a review"
        workflow.start(article, self._writer(table))

    def _save_draft(self, table: Table) -> ArticlePage:
        article = self._written(table)
        article.save_revision(user=self._writer(table))
        redate_draft(page=article, moment=self._now - timedelta(days=table["days_ago"]))
        return ArticlePage.objects.get(pk=article.pk)

    def _written(self, table: Table) -> ArticlePage:
        article = self.articles[table["slug"]]
        self._fill(article, versions_of(table)[-1], self._now)
        return article

    def _fill(self, article: ArticlePage, version: Version, published_at: datetime) -> None:
        table = version.text
        for name in ("kicker", "standfirst", "label"):
            setattr(article, name, table[name])
        article.title = table["headline"]
        article.picture = self._pictures[table["picture"]] if "picture" in table else None
        article.picture_alt = table.get("picture_alt", "")
        article.picture_caption = table.get("picture_caption", "")
        article.body = stream_of(table["body"], pictures=self._pictures)
        article.tags.set(table["tags"])
        article.bylines.set(
            [
                Byline(author=self._authors[each["author"]], role=each.get("role", ""))
                for each in _bylines(table)
            ]
        )
        article.related_items.set(
            [RelatedArticle(related=self.articles[slug]) for slug in table.get("related", [])]
        )
        article.corrections.set(
            [
                Correction(
                    made_at=published_at + timedelta(days=each["days_after"]),
                    kind=each["kind"],
                    text=each["text"],
                )
                for each in table["corrections"]
            ]
        )

    def _writer(self, table: Table) -> User:
        """Return who wrote it: the first author with an account, else the editor."""
        authors = (self._authors[each["author"]] for each in _bylines(table))
        return next((author.user for author in authors if author.user), self._editor)


def in_order(articles: Sequence[Table]) -> list[Table]:
    """Return the articles, the oldest first, as a newsroom would have published them."""
    return sorted(articles, key=lambda table: table.get("days_ago", 0.0), reverse=True)


def _bylines(table: Table) -> Sequence[Table]:
    return table.get("bylines") or [{"author": slug} for slug in table["authors"]]
