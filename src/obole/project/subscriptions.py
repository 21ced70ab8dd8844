"""The third table: a fact happened. Each event, and what follows from it.

`now` reactions run in the fact's own transaction and touch the database only; each `later`
reaction becomes a task of its own.
"""

from obole.comments import reactions as comments
from obole.comments.events import (
    CommentHeld,
    CommentPublished,
    CommentReported,
    DecisionMade,
    HouseRulesWritten,
    ThreadChanged,
)
from obole.edition import reactions as edition
from obole.foundation.facts import Subscription
from obole.newsroom import reactions as newsroom
from obole.newsroom.events import ArticlePublished
from obole.pages.events import (
    AliasPublished,
    PageMoved,
    PagePublished,
    PagesReordered,
    PageWithdrawn,
)
from obole.portability import reactions as portability
from obole.portability.events import ExportDelivered, ImportAdvanced

SUBSCRIPTIONS = [
    Subscription(
        event=ArticlePublished,
        # The marks come last: they look at what the others wrote.
        now=[newsroom.date_article, newsroom.index_words, edition.mark_article],
        later=[newsroom.prepare_pictures, edition.bake_stale],
    ),
    Subscription(event=PagePublished, now=[edition.mark_site], later=[edition.bake_stale]),
    Subscription(
        event=AliasPublished,
        now=[newsroom.follow_section, edition.mark_page],
        later=[edition.bake_stale],
    ),
    Subscription(event=PagesReordered, now=[edition.mark_order], later=[edition.bake_stale]),
    Subscription(
        event=PageMoved,
        now=[newsroom.follow_section, newsroom.index_words, edition.mark_page],
        later=[edition.bake_stale],
    ),
    Subscription(
        event=PageWithdrawn,
        now=[newsroom.index_words, edition.mark_page],
        later=[edition.bake_stale],
    ),
    Subscription(
        event=CommentPublished,
        now=[edition.mark_thread],
        later=[edition.bake_stale, comments.notify_followers],
    ),
    Subscription(event=ThreadChanged, now=[edition.mark_thread], later=[edition.bake_stale]),
    Subscription(event=CommentHeld),
    Subscription(event=CommentReported, later=[comments.tell_moderators]),
    Subscription(event=DecisionMade, later=[comments.state_reasons, comments.answer_notices]),
    Subscription(
        event=HouseRulesWritten, now=[edition.mark_house_rules], later=[edition.bake_stale]
    ),
    Subscription(event=ExportDelivered, later=[portability.rehearse_delivery]),
    Subscription(event=ImportAdvanced, later=[portability.advance_delivery]),
]
