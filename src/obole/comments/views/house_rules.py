"""The house rules, in every version, for everybody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from obole.comments.queries.citing import address
from obole.comments.queries.house_rules import current_version, earlier_versions, shown_rules
from obole.comments.rules.ingredients import HOUSE_RULES
from obole.foundation.ingredients import use


@require_safe
def house_rules(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """Show the rules in force, or one of their versions."""
    use(HOUSE_RULES)
    current = current_version()
    language = (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    rules = shown_rules(version=current if version is None else version, language=language)
    if rules is None:
        raise Http404
    context = {
        "rules": rules,
        "versions": earlier_versions(version=rules.version),
        "is_current": rules.version == current,
        "is_numbered": version is not None,
        "canonical": address("moderation:rules", language=language),
        "alternates": alternates("moderation:rules"),
    }
    return render(request, "comments/house_rules.html", context)


def alternates(name: str) -> list[tuple[str, str]]:
    """Return the languages in which a page exists, with its addresses."""
    return [(code, address(name, language=code)) for code, _ in settings.LANGUAGES]
