"""The page behind the mail that asks whether an address is the reader's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.comments.actions.proving import UnknownProof, open_proof, prove_address
from obole.comments.models import Proof
from obole.comments.views.memory import remember
from obole.comments.views.pages import in_language
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
def proof(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button; only what presses it proves: programs open every link of a mail."""
    now = clock.now()
    try:
        proof = open_proof(secret=secret, now=now)
        with in_language(_language_of(proof)) as spoken:
            if request.method != "POST":
                return spoken(_ask(request, proof))
            proof = prove_address(secret=secret, now=now)
            return spoken(_thank(request, proof))
    except UnknownProof:
        return render(request, "comments/link_over.html", {"title": _("This link is over")})


def _language_of(proof: Proof) -> str:
    language: str = proof.comment.language if proof.comment else proof.reader.language
    return language


def _ask(request: HttpRequest, proof: Proof) -> HttpResponse:
    context = {"comment": proof.comment, "title": _("Did you write this comment?")}
    return render(request, "comments/proof.html", context)


def _thank(request: HttpRequest, proof: Proof) -> HttpResponse:
    remembers = request.POST.get("remember") == "on"
    context = {
        "comment": proof.comment,
        "is_done": True,
        "remembers": remembers,
        "title": _("Thank you: your address is confirmed"),
    }
    response = render(request, "comments/proof.html", context)
    if remembers:
        remember(response, reader=proof.reader)
    return response
