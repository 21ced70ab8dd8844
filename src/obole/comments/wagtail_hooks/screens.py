"""The addresses of the desk of comments, its script and its style sheet."""

from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from obole.comments.views import (
    desk_authority,
    desk_case,
    desk_decisions,
    desk_figures,
    desk_preferences,
    desk_queue,
    desk_readers,
)


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """Return the addresses of comments in the desk."""
    return [*_cases(), *_readers(), *_records()]


def _cases() -> list[URLPattern]:
    return [
        path("comments/", desk_queue.QueueView.as_view(), name="comments_queue"),
        path("comments/ticked/", desk_queue.decide_ticked, name="comments_decide_ticked"),
        path("comments/first/", desk_case.first_case, name="comments_first"),
        path("comments/<int:pk>/", desk_case.CaseView.as_view(), name="comments_case"),
        path("comments/<int:pk>/decide/", desk_case.decide_case, name="comments_decide"),
        path("comments/<int:pk>/next/", desk_case.skip_case, name="comments_skip"),
        path("comments/<int:pk>/answer/", desk_case.answer_case, name="comments_answer"),
        path(
            "comments/<int:pk>/authority/",
            desk_authority.AuthorityView.as_view(),
            name="comments_authority",
        ),
        path("comments/<int:pk>/pin/", desk_case.pin_case, name="comments_pin"),
        path(
            "comments/preferences/",
            desk_preferences.PreferencesView.as_view(),
            name="comments_preferences",
        ),
    ]


def _readers() -> list[URLPattern]:
    return [
        path("comments/readers/", desk_readers.ReadersView.as_view(), name="comments_readers"),
        path(
            "comments/readers/results/",
            desk_readers.ReadersView.as_view(results_only=True),
            name="comments_readers_results",
        ),
        path(
            "comments/readers/<int:pk>/", desk_readers.ReaderView.as_view(), name="comments_reader"
        ),
        path("comments/readers/<int:pk>/note/", desk_readers.note_reader, name="comments_note"),
    ]


def _records() -> list[URLPattern]:
    return [
        path(
            "comments/decisions/",
            desk_decisions.DecisionsView.as_view(),
            name="comments_decisions",
        ),
        path(
            "comments/decisions/results/",
            desk_decisions.DecisionsView.as_view(results_only=True),
            name="comments_decisions_results",
        ),
        path(
            "comments/decisions/<int:pk>/",
            desk_decisions.DecisionView.as_view(),
            name="comments_decision",
        ),
        path("comments/decisions/<int:pk>/undo/", desk_case.undo_decision, name="comments_undo"),
        path("comments/figures/", desk_figures.FiguresView.as_view(), name="comments_figures"),
    ]


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Return the script of the desk of comments."""
    return format_html('<script src="{}"></script>', static("comments/desk/desk.js"))


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return its style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("comments/desk/desk.css"))
