"""The third table: a fact happened. Each event, and what follows from it.

`now` reactions run in the fact's own transaction and touch the database only; each `later`
reaction becomes a task of its own.
"""

from obole.foundation.facts import Subscription
from obole.newsroom import reactions as newsroom
from obole.newsroom.events import ArticlePublished
from obole.pages.events import PageMoved, PagePublished, PageWithdrawn
from obole.portability import reactions as portability
from obole.portability.events import ExportDelivered, ImportAdvanced

SUBSCRIPTIONS = [
    Subscription(
        event=ArticlePublished,
        now=[newsroom.date_article, newsroom.index_words],
        later=[newsroom.prepare_pictures],
    ),
    Subscription(event=PagePublished),
    Subscription(event=PageMoved, now=[newsroom.follow_section, newsroom.index_words]),
    Subscription(event=PageWithdrawn, now=[newsroom.index_words]),
    Subscription(event=ExportDelivered, later=[portability.rehearse_delivery]),
    Subscription(event=ImportAdvanced, later=[portability.advance_delivery]),
]
