"""Filling a new site with the demonstration, step by step."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from datetime import datetime, timedelta
from functools import partial

from django.core.management import call_command
from wagtail.signal_handlers import disable_reference_index_auto_update

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.foundation.models import BackgroundTask
from obole.newsroom.queries.pictures import ShownPicture, pictures_of_front
from obole.pages.models import Picture
from obole.project.demo import announcing, comments, content, fronts, giving, people, pictures
from obole.project.demo.articles import Desk, in_order

# Sections and standing pages are as old as the invented newsroom's website.
WEBSITE_AGE = timedelta(days=900)

# A step of the work; each takes about as long as the others.
Step = Callable[[], None]


class Loading:
    """The steps that make the demonstration; run all of them inside one transaction.

    `pool` begins to encode pictures at once, and may be a process that has no database.
    """

    def __init__(self, *, now: datetime, language: str, password: str, pool: Executor) -> None:
        self._now = now
        self._language = language
        self._password = password
        self._content = content.read_content()
        self._cards = pictures.CardEncoding(
            names=pictures.leading(articles=self._content.articles), pool=pool
        )
        self._pictures: dict[str, Picture] = {}
        self._desk: Desk | None = None

    def __len__(self) -> int:
        texts, threads = self._content.articles, self._content.threads
        parts = (content.picture_names(), texts, pictures.leading(articles=texts), threads)
        return sum(map(len, parts)) + 6

    def steps(self) -> Iterator[Step]:
        """Yield the steps; each must be run before the next is asked for."""
        with disable_reference_index_auto_update():
            yield from self._steps()
        yield _index_everything

    def front_pictures(self) -> list[ShownPicture]:
        """Return what the front pages show, once the steps were run."""
        return [
            shown
            for home in fronts.homes_by_language().values()
            for shown in pictures_of_front(home=home, now=self._now)
        ]

    def _steps(self) -> Iterator[Step]:
        texts = self._content
        shown = pictures.descriptions(articles=texts.articles, authors=texts.authors)
        for name in content.picture_names():
            yield partial(self._add_picture, name, shown.get(name, ""))
        yield self._open
        assert self._desk is not None, "the steps were not run in order"
        for table in in_order(texts.articles):
            yield partial(self._desk.write, table)
        for name in pictures.leading(articles=texts.articles):
            yield partial(self._keep_card, name)
        yield self._curate
        for thread in texts.threads:
            yield partial(self._receive_thread, thread)
        yield self._open_campaign
        yield self._receive_gifts
        yield self._connect_notice_board

    def _add_picture(self, name: str, description: str) -> None:
        self._pictures[name] = pictures.make_picture(name=name, description=description)

    def _keep_card(self, name: str) -> None:
        self._cards.keep(name, self._pictures[name])

    def _open(self) -> None:
        """Make all that the articles refer to, and the articles as empty drafts."""
        texts = self._content
        self._homes = fronts.homes_by_language()
        users = self._users = people.make_accounts(authors=texts.authors, password=self._password)
        authors = people.make_authors(
            authors=texts.authors,
            users=users,
            locales=fronts.locales_by_language(),
            pictures=self._pictures,
        )
        self._sections = fronts.make_sections(
            content=texts, homes=self._homes, founded_at=self._now - WEBSITE_AGE
        )
        self._desk = Desk(
            pictures=self._pictures,
            authors=authors,
            sections=self._sections,
            editor=_with_role(users, Role.EDITOR),
            now=self._now,
        )
        for table in texts.articles:
            self._desk.open_article(table)

    def _receive_thread(self, thread: content.Table) -> None:
        assert self._desk is not None, "the steps were not run in order"
        comments.receive_thread(
            thread=thread,
            articles=self._desk.articles,
            users=self._users,
            moderator=_with_role(self._users, Role.MODERATOR),
            now=self._now,
        )

    def _open_campaign(self) -> None:
        assert self._desk is not None, "the steps were not run in order"
        giving.take_gifts(content=self._content.campaign)
        self._campaign = giving.open_campaign(
            content=self._content.campaign, articles=self._desk.articles, now=self._now
        )

    def _receive_gifts(self) -> None:
        giving.receive_gifts(content=self._content.campaign, campaign=self._campaign, now=self._now)

    def _connect_notice_board(self) -> None:
        announcing.connect_notice_board(
            by=_with_role(self._users, Role.ADMINISTRATOR), language=self._language, now=self._now
        )

    def _curate(self) -> None:
        assert self._desk is not None, "the steps were not run in order"
        texts = self._content
        fronts.fill_settings(
            newsroom=texts.newsroom,
            language=self._language,
            logo_name="logo",
            pictures=self._pictures,
        )
        fronts.make_standing_pages(content=texts, homes=self._homes, pictures=self._pictures)
        fronts.curate(
            newsroom=texts.newsroom,
            homes=self._homes,
            sections=self._sections,
            articles=self._desk.articles,
        )


def _index_everything() -> None:
    """Index once what Wagtail wants to index row by row, several times over, in tasks."""
    BackgroundTask.objects.filter(task_path__startswith="modelsearch.").delete()
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


def _with_role(users: dict[str, User], role: Role) -> User:
    return next(user for user in users.values() if user.groups.filter(name=role.value).exists())
