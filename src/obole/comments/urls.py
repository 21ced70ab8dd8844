"""The addresses of comments. They stand at the root: their language is that of the article."""

from django.urls import include, path

from obole.comments import feeds
from obole.comments.rules.orders import Order
from obole.comments.views import follows, myself, posting, proofs, receipts, threads

_OLDEST, _NEWEST = {"order": Order.OLDEST}, {"order": Order.NEWEST}

app_name = "comments"
urlpatterns = [
    path("", include("obole.comments.law_urls")),
    path("<int:page_id>/", threads.thread, _OLDEST, name="thread"),
    path("<int:page_id>/after/<int:after>/", threads.thread, _OLDEST, name="thread_after"),
    path("<int:page_id>/newest/", threads.thread, _NEWEST, name="newest"),
    path("<int:page_id>/newest/after/<int:after>/", threads.thread, _NEWEST, name="newest_after"),
    path("<int:page_id>/feed.xml", feeds.comments, name="feed"),
    path("<int:page_id>/write/", posting.write, name="write"),
    path("<int:page_id>/token/", posting.token, name="token"),
    path("to/<int:comment_id>/", threads.to, name="to"),
    path("mine/<slug:secret>/", receipts.mine, name="mine"),
    path("proof/<slug:secret>/", proofs.proof, name="proof"),
    path("follow/<slug:secret>/", follows.follow, name="follow"),
    path("me/", myself.ask, name="me"),
    path("me/<slug:secret>/", myself.myself, name="myself"),
]
