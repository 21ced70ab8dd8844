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
from obole.donations import reactions as donations
from obole.donations.events import (
    CampaignChanged,
    CampaignRecounted,
    DisputeOpened,
    DonorConsentChanged,
    GiftChanged,
    GiftFailed,
    GiftPending,
    GiftSettled,
    LookBackWanted,
    LookWanted,
    PlanEnded,
    PlanFailed,
    PortalLinkAsked,
    RequestMade,
)
from obole.edition import reactions as edition
from obole.foundation.facts import Subscription
from obole.ledger.events import BooksFaulty
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
from obole.receipts import reactions as receipts
from obole.receipts.events import ReceiptDoubted, ReceiptIssued, ReceiptVoided
from obole.social import reactions as social
from obole.social.events import (
    ChannelResumed,
    ChannelStopped,
    DeliveriesQueued,
    DeliverySent,
    DeliveryStuck,
    UpkeepWanted,
)

SUBSCRIPTIONS = [
    Subscription(
        event=ArticlePublished,
        # The marks come last: they look at what the others wrote.
        now=[
            newsroom.date_article,
            newsroom.index_words,
            social.announce_article,
            edition.mark_article,
        ],
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
        now=[
            newsroom.follow_section,
            newsroom.index_words,
            social.follow_address,
            edition.mark_page,
        ],
        later=[edition.bake_stale],
    ),
    Subscription(
        event=PageWithdrawn,
        now=[newsroom.index_words, social.withdraw_posts, edition.mark_page],
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
    Subscription(
        event=GiftSettled,
        now=[edition.mark_figures],
        later=[edition.bake_stale, donations.thank_donor, receipts.issue_at_settlement],
    ),
    Subscription(
        event=GiftChanged,
        now=[edition.mark_figures, receipts.doubt_receipt],
        later=[edition.bake_stale, donations.tell_of_changed_gift],
    ),
    Subscription(
        event=GiftPending,
        now=[edition.mark_awaited],
        later=[edition.bake_stale, donations.tell_of_pending_gift],
    ),
    Subscription(
        event=GiftFailed,
        now=[donations.note_refused_card, edition.mark_awaited],
        later=[edition.bake_stale],
    ),
    Subscription(event=DonorConsentChanged, now=[edition.mark_wall], later=[edition.bake_stale]),
    Subscription(event=CampaignRecounted, now=[edition.mark_recounted], later=[edition.bake_stale]),
    Subscription(event=CampaignChanged, now=[edition.mark_campaign], later=[edition.bake_stale]),
    Subscription(event=PlanFailed, later=[donations.tell_of_failed_renewal]),
    Subscription(event=PlanEnded, later=[donations.tell_of_ended_plan]),
    Subscription(event=PortalLinkAsked, later=[donations.send_portal_link]),
    Subscription(event=DisputeOpened),
    Subscription(event=ReceiptIssued, later=[receipts.print_receipt, receipts.mail_receipt]),
    Subscription(event=ReceiptVoided),
    Subscription(event=ReceiptDoubted),
    Subscription(event=LookWanted, later=[donations.look_again]),
    Subscription(event=LookBackWanted, later=[donations.look_back]),
    Subscription(event=RequestMade, later=[donations.send_request]),
    Subscription(event=BooksFaulty, later=[donations.tell_of_faulty_books]),
    Subscription(event=ExportDelivered, later=[portability.rehearse_delivery]),
    Subscription(event=ImportAdvanced, later=[portability.advance_delivery]),
    # A process of its own looks for what is due (project/posting.py).
    Subscription(event=DeliveriesQueued),
    Subscription(event=DeliverySent),
    Subscription(event=ChannelResumed),
    Subscription(event=DeliveryStuck, later=[social.tell_of_stuck_delivery]),
    Subscription(event=ChannelStopped, later=[social.tell_of_stopped_channel]),
    Subscription(event=UpkeepWanted, later=[social.look_after_channels]),
]
