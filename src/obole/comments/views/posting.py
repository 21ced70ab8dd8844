"""A reader writes: the form, its preview, and what becomes of what was sent.

The form below a baked article is the same for everybody, so it holds no token. Sent without one it
comes back as a preview, with a token in it; where there is JavaScript, `form.js` has fetched one.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from obole.accounts.sources import client_network
from obole.comments.actions.placing import NothingToAnswer
from obole.comments.actions.submitting import Receipt, submit_comment
from obole.comments.forms import CommentForm
from obole.comments.models import Comment, Reader
from obole.comments.queries.addresses import root_of_site
from obole.comments.queries.house_rules import current_version
from obole.comments.queries.policies import rules_of
from obole.comments.rules import texts
from obole.comments.rules.policies import ThreadPolicy
from obole.comments.rules.signals import Name
from obole.comments.rules.written import Outcome, Sending, Written
from obole.comments.views.limits import (
    BY_A_READER,
    FROM_A_SOURCE,
    ON_AN_ARTICLE,
    words_of_waiting,
)
from obole.comments.views.memory import remembered_reader
from obole.comments.views.pages import of_a_page
from obole.comments.views.receipts import see_receipt, show_receipt
from obole.comments.views.tokens import digest_of, form_key, issue_token, read_token
from obole.comments.views.wording import FIELD_OF, why_refused
from obole.foundation import clock
from obole.foundation.private_answers import comes_from_here, for_whoever_asks, takes_foreign_posts
from obole.limits.actions import LimitReached, count_request
from obole.limits.puzzles import is_solved, make_puzzle
from obole.pages.models import PublicPage

# Several times the longest text that anybody pastes; more is not read.
LONGEST_REQUEST = 2_000_000
LONGEST_USER_AGENT = 500
LONGEST_KEY_DIGITS = 15


@require_safe
@for_whoever_asks
@of_a_page
def token(request: HttpRequest, *, page: PublicPage) -> HttpResponse:
    """Return what the form's script fills in: a token, a puzzle, and who is remembered."""
    issued = issue_token(page_id=page.pk, now=clock.now())
    reader = remembered_reader(request)
    return JsonResponse(
        {
            "token": issued,
            "puzzle": make_puzzle(form=digest_of(issued), key=form_key()),
            "name": reader.name if reader else None,
        }
    )


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
@of_a_page
def write(request: HttpRequest, *, page: PublicPage) -> HttpResponse:
    """Show the form, or take what was written into it."""
    writing = Writing(
        request=request,
        page=page,
        policy=rules_of(page),
        reader=remembered_reader(request),
        now=clock.now(),
    )
    return writing.take() if request.method == "POST" else writing.begin()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A comment as it would stand."""

    name: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Writing:
    """One request of somebody who writes below a page."""

    request: HttpRequest
    page: PublicPage
    policy: ThreadPolicy
    reader: Reader | None
    now: datetime

    def begin(self) -> HttpResponse:
        """Show an empty form; `?reply=` names the comment that it answers."""
        if self.policy.is_closed(now=self.now):
            return self._show(None)
        parent = self._answered(self.request.GET.get("reply"))
        name = self.reader.name if self.reader else ""
        initial = {"parent": parent.pk if parent else None, "name": name}
        return self._show(self._form(initial=initial))

    def take(self) -> HttpResponse:
        """Show again what was written, or send it."""
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > LONGEST_REQUEST:
            notice = _("That was far too long to be read. Go back: your text is still there.")
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return self._show(self._form(), notice=notice, status=status)
        form = self._form(self.request.POST)
        try:
            count_request(limit=FROM_A_SOURCE, source=client_network(self.request), now=self.now)
        except LimitReached as reached:
            return self._too_many(form, reached)
        if self.policy.is_closed(now=self.now):
            form.add_error(None, str(why_refused(Name.CLOSED)))
        if not form.is_valid():
            return self._show(form)
        if self.request.POST.get("do") == "preview":
            return self._preview(form)
        client_key, notice = self._key_of(form)
        if not client_key:
            return self._preview(form, notice=notice)
        return self._send(form, client_key=client_key)

    def _key_of(self, form: CommentForm) -> tuple[str, str]:
        """Return the digest of a fit token; else an empty one, and what is the matter."""
        if not comes_from_here(self.request):
            return "", _("This form came from another site. Read your comment, then send it.")
        return read_token(form.cleaned_data["token"], page_id=self.page.pk, now=self.now)

    def _send(self, form: CommentForm, *, client_key: str) -> HttpResponse:
        written = self._written(form)
        try:
            count_request(limit=BY_A_READER, source=written.email.lower(), now=self.now)
            count_request(limit=ON_AN_ARTICLE, source=str(self.page.pk), now=self.now)
            receipt = submit_comment(
                page_id=self.page.pk,
                parent_id=form.cleaned_data["parent"],
                written=written,
                sending=self._sending(form, client_key=client_key),
                now=self.now,
                policy=self.policy,
            )
        except LimitReached as reached:
            return self._too_many(form, reached)
        except NothingToAnswer:
            form.forget_parent()
            notice = _(
                "The comment that you answer is gone meanwhile. If you send yours now, it will "
                "stand by itself."
            )
            return self._preview(form, notice=notice)
        return self._answer(form, receipt, written=written)

    def _answer(self, form: CommentForm, receipt: Receipt, *, written: Written) -> HttpResponse:
        if receipt.outcome is Outcome.REFUSED:
            for reason in receipt.reasons:
                form.add_error(FIELD_OF.get(reason.name), str(why_refused(reason.name)))
            return self._show(form)
        assert receipt.comment is not None, "What is not refused is kept."
        if receipt.outcome is not Outcome.REPEATED:
            return see_receipt(receipt.secret)
        if receipt.comment.body == texts.clean_body(written.body):
            return show_receipt(self.request, comment=receipt.comment, now=self.now)
        notice = _("You have sent this form before, with another text. To send this one, too:")
        return self._preview(form, notice=notice)

    def _written(self, form: CommentForm) -> Written:
        email = form.cleaned_data["email"]
        if not email and self.reader is not None:
            email = self.reader.email or ""
        return Written(
            body=form.cleaned_data["body"],
            name=form.cleaned_data["name"],
            email=email,
            language=self.page.locale.language_code,
            wants_answers=form.cleaned_data["wants_answers"],
        )

    def _sending(self, form: CommentForm, *, client_key: str) -> Sending:
        port = self.request.META.get("REMOTE_PORT") or ""
        return Sending(
            client_key=client_key,
            network=client_network(self.request),
            port=int(port) if port.isdecimal() else 0,
            user_agent=self.request.headers.get("User-Agent", "")[:LONGEST_USER_AGENT],
            has_solved_puzzle=is_solved(
                form.cleaned_data["puzzle"], form=client_key, key=form_key()
            ),
            has_filled_honeypot=bool(form.cleaned_data["website"]),
            remembered_reader_id=self.reader.pk if self.reader else None,
            terms_version=current_version(),
        )

    def _form(self, data: Any = None, **options: Any) -> CommentForm:
        longest, is_known = self.policy.longest_body, self.reader is not None
        return CommentForm(data, longest_body=longest, is_remembered=is_known, **options)

    def _answered(self, key: object) -> Comment | None:
        """Return the comment that is answered, if readers see it below this page."""
        text = str(key or "")
        if not text.isdecimal() or len(text) > LONGEST_KEY_DIGITS:
            return None
        return Comment.objects.published().filter(thread=self.page.pk, pk=int(text)).first()

    def _preview(self, form: CommentForm, *, notice: str = "") -> HttpResponse:
        html = texts.render(texts.clean_body(form.cleaned_data["body"]))
        preview = Preview(name=form.cleaned_data["name"], html=html)
        notice = notice or _("Nothing is sent yet. Read your comment again, then send it.")
        return self._show(form, notice=notice, preview=preview)

    def _too_many(self, form: CommentForm, reached: LimitReached) -> HttpResponse:
        notice = words_of_waiting(seconds=reached.seconds_left)
        response = self._show(form, notice=notice, status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(reached.seconds_left)
        return response

    def _show(
        self,
        form: CommentForm | None,
        *,
        notice: str = "",
        preview: Preview | None = None,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        if form is not None:
            form.renew(issue_token(page_id=self.page.pk, now=self.now))
        path = reverse("comments:write", args=[self.page.pk])
        context = {
            "page": self.page,
            "form": form,
            "notice": notice,
            "preview": preview,
            "answered": self._answered(form["parent"].value()) if form else None,
            "title": _("Your comment"),
            "canonical": root_of_site(self.page) + path,
        }
        return render(self.request, "comments/write.html", context, status=status)
