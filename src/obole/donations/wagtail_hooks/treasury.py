"""The treasurer's desk: its addresses, lines of the menu, panel and style sheet."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.components import Component

from obole.donations.queries.worklists import work_lists
from obole.donations.views import (
    desk_books,
    desk_cheques,
    desk_deciding,
    desk_gift,
    desk_gifts,
    desk_lines,
    desk_overview,
    desk_plan,
    desk_problems,
    desk_statements,
)
from obole.donations.views.desk_permissions import READ_STATEMENTS, SEE_BOOKS, SEE_GIFTS
from obole.donations.wagtail_hooks.menu import REGISTER_ITEM
from obole.foundation import clock
from obole.foundation.desk_menu import MenuLine, register_lines


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Return the addresses of the treasurer's desk."""
    return [*_gifts(), *_bank(), *_cheques(), *_books()]


def _gifts() -> list[URLPattern]:
    gifts, plans = desk_gifts.GiftsView, desk_gifts.PlansView
    return [
        path("donations/", desk_overview.OverviewView.as_view(), name="donations_overview"),
        path("donations/gifts/", gifts.as_view(), name="donations_gifts"),
        path(
            "donations/gifts/results/",
            gifts.as_view(results_only=True),
            name="donations_gifts_results",
        ),
        path("donations/gifts/<int:pk>/", desk_gift.GiftView.as_view(), name="donations_gift"),
        path("donations/gifts/<int:pk>/refund/", desk_gift.refund, name="donations_gift_refund"),
        path(
            "donations/gifts/<int:pk>/correct/<int:movement_id>/",
            desk_gift.correct_movement,
            name="donations_gift_correct",
        ),
        path("donations/plans/", plans.as_view(), name="donations_plans"),
        path(
            "donations/plans/results/",
            plans.as_view(results_only=True),
            name="donations_plans_results",
        ),
        path("donations/plans/<int:pk>/", desk_plan.PlanView.as_view(), name="donations_plan"),
        path("donations/plans/<int:pk>/end/", desk_plan.end, name="donations_plan_end"),
        path(
            "donations/problems/", desk_problems.ProblemsView.as_view(), name="donations_problems"
        ),
        path("donations/problems/<int:pk>/", desk_problems.solve, name="donations_problem_solve"),
        path("donations/notices/<int:pk>/", desk_problems.try_again, name="donations_notice_again"),
    ]


def _bank() -> list[URLPattern]:
    return [
        path(
            "donations/statements/",
            desk_statements.StatementsView.as_view(),
            name="donations_statements",
        ),
        path(
            "donations/statements/columns/",
            desk_statements.read_columns,
            name="donations_statement_columns",
        ),
        path(
            "donations/statements/<int:pk>/take-away/",
            desk_statements.forget,
            name="donations_statement_forget",
        ),
        path("donations/lines/", desk_lines.LinesView.as_view(), name="donations_lines"),
        path("donations/lines/confirm/", desk_deciding.confirm_all, name="donations_lines_confirm"),
        path("donations/lines/<int:pk>/", desk_lines.LineView.as_view(), name="donations_line"),
        path(
            "donations/lines/<int:pk>/decide/", desk_deciding.decide, name="donations_line_decide"
        ),
        path("donations/lines/<int:pk>/undo/", desk_deciding.undo, name="donations_line_undo"),
    ]


def _cheques() -> list[URLPattern]:
    return [
        path("donations/cheques/", desk_cheques.ChequesView.as_view(), name="donations_cheques"),
        path(
            "donations/cheques/enter/",
            desk_cheques.EnterChequesView.as_view(),
            name="donations_cheques_enter",
        ),
        path("donations/slips/", desk_cheques.make, name="donations_slip_make"),
        path("donations/slips/<int:pk>/", desk_cheques.SlipView.as_view(), name="donations_slip"),
        path(
            "donations/slips/<int:pk>/take-back/",
            desk_cheques.dissolve,
            name="donations_slip_dissolve",
        ),
    ]


def _books() -> list[URLPattern]:
    return [
        path("donations/books/", desk_books.BooksView.as_view(), name="donations_books"),
        path(
            "donations/books/<str:books_format>/",
            desk_books.export_books,
            name="donations_books_export",
        ),
        path(
            "donations/close/<int:year>/",
            desk_books.CloseYearView.as_view(),
            name="donations_close_year",
        ),
    ]


register_lines(
    MenuLine("donations_overview", _("Overview"), "home", 10, SEE_GIFTS),
    MenuLine("donations_gifts", pgettext_lazy("donations", "Gifts"), "pick", 20, SEE_GIFTS),
    MenuLine("donations_plans", _("Recurring gifts"), "rotate", 30, SEE_GIFTS),
    MenuLine("donations_lines", _("Bank statements"), "doc-full", 50, READ_STATEMENTS),
    MenuLine("donations_cheques", _("Cheques and cash"), "form", 60, SEE_GIFTS),
    MenuLine("donations_books", pgettext_lazy("accounting", "Books"), "table", 80, SEE_BOOKS),
    hook=REGISTER_ITEM,
)


class WorkPanel(Component):
    """What waits for the treasurer."""

    name = "donations-work"
    template_name = "donations/desk/work_panel.html"
    order = 95

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows."""
        return {"work": [each for each in work_lists(now=clock.now()) if each.count]}


# After the newsroom's, which clears what Wagtail shows to people who have no articles.
@hooks.register("construct_homepage_panels", order=10)
def show_work(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the first screen of those who keep the money."""
    if request.user.has_perm(SEE_GIFTS):
        panels.append(WorkPanel())


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return the style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("donations/desk/desk.css"))
