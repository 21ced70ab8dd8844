"""Threads in full, and the way to a comment wherever it stands by now."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from obole.comments.models import Comment
from obole.comments.queries.addresses import anchor_of, path_of_thread, root_of_site
from obole.comments.queries.pages import NotReadable, commented_page
from obole.comments.queries.threads import NoSuchComment, number_before, thread_page
from obole.comments.rules.orders import Order
from obole.comments.views.pages import of_a_page
from obole.foundation import clock
from obole.foundation.ingredients import refuse_keeping
from obole.foundation.private_answers import for_whoever_asks
from obole.pages.models import PublicPage


@require_safe
@of_a_page
def thread(
    request: HttpRequest, *, page: PublicPage, order: str, after: int | None = None
) -> HttpResponse:
    """Show the comments of an article; not found after a number that no comment has."""
    if after is not None:
        # There are as many of them as comments, and hardly any is read twice.
        refuse_keeping("a continuation is not read often enough to be kept")
    try:
        shown = thread_page(page=page, order=Order(order), now=clock.now(), after=after)
    except NoSuchComment:
        raise Http404 from None
    context = {
        "page": page,
        "thread": shown,
        "title": _("Contributions from readers"),
        "canonical": root_of_site(page) + path_of_thread(page_id=page.pk, order=Order(order)),
    }
    return render(request, "comments/thread_page.html", context)


@require_safe
@for_whoever_asks
def to(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lead to where a comment stands now; not found if readers do not see it."""
    comment = Comment.objects.shown().filter(pk=comment_id).first()
    if comment is None:
        raise Http404
    try:
        page = commented_page(comment.thread_id)
    except NotReadable:
        raise Http404 from None
    number = number_before(comment=comment)
    if number is None:
        path = page.get_url(request) or reverse("comments:thread", args=[page.pk])
    else:
        path = path_of_thread(page_id=page.pk, order=Order.OLDEST, after=number)
    return HttpResponseRedirect(f"{path}#{anchor_of(comment.pk)}")
