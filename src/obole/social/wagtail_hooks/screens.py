"""The addresses of social networks in the desk."""

from django.urls import URLPattern, path
from wagtail import hooks

from obole.social.views import (
    desk_article,
    desk_calendar,
    desk_channel,
    desk_channels,
    desk_delivery,
    desk_figures,
    desk_log,
    desk_login,
    desk_sharing,
)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Return them all."""
    return [*_channels(), *_logins(), *_log(), *_articles()]


def _channels() -> list[URLPattern]:
    connect = desk_channel.ConnectView.as_view()
    return [
        path("social/", desk_channels.ChannelsView.as_view(), name="social_channels"),
        path("social/pause/", desk_channels.pause_all, name="social_pause_all"),
        path("social/connect/<slug:network>/", connect, name="social_connect"),
        path(
            "social/channels/<int:pk>/", desk_channel.ChannelView.as_view(), name="social_channel"
        ),
        path("social/channels/<int:pk>/connect/", connect, name="social_reconnect"),
        path("social/channels/<int:pk>/switch/", desk_channel.switch, name="social_switch"),
        path(
            "social/channels/<int:pk>/retry/",
            desk_delivery.retry_channel,
            name="social_retry_channel",
        ),
        path("social/figures/", desk_figures.FiguresView.as_view(), name="social_figures"),
    ]


def _logins() -> list[URLPattern]:
    login = desk_login.LoginView.as_view()
    return [
        path("social/login/back/", desk_login.BackView.as_view(), name="social_login_back"),
        path("social/login/choice/", desk_login.ChoiceView.as_view(), name="social_login_choice"),
        path("social/login/<slug:network>/", login, name="social_login"),
        path("social/channels/<int:pk>/login/", login, name="social_login_anew"),
    ]


def _log() -> list[URLPattern]:
    log = desk_log.LogView
    return [
        path("social/log/", log.as_view(), name="social_log"),
        path("social/log/results/", log.as_view(results_only=True), name="social_log_results"),
        path(
            "social/deliveries/<int:pk>/",
            desk_delivery.DeliveryView.as_view(),
            name="social_delivery",
        ),
        path("social/deliveries/<int:pk>/decide/", desk_delivery.decide, name="social_decide"),
        path("social/deliveries/<int:pk>/move/", desk_delivery.move, name="social_move"),
        path("social/deliveries/<int:pk>/day/", desk_calendar.move_to_day, name="social_move_day"),
        path("social/calendar/", desk_calendar.MonthView.as_view(), name="social_calendar"),
        path("social/calendar/week/", desk_calendar.WeekView.as_view(), name="social_week"),
    ]


def _articles() -> list[URLPattern]:
    article = "social/articles/<int:page_id>/"
    return [
        path(article, desk_article.ArticleView.as_view(), name="social_article"),
        path(
            f"{article}channels/<int:channel_id>/preview/",
            desk_article.preview,
            name="social_preview",
        ),
        path(
            f"{article}channels/<int:channel_id>/follow/", desk_article.follow, name="social_follow"
        ),
        path(f"{article}again/", desk_article.share_again, name="social_share_again"),
        path("social/again/", desk_sharing.EvergreensView.as_view(), name="social_evergreens"),
        path("social/old/", desk_sharing.BulkView.as_view(), name="social_bulk"),
    ]
