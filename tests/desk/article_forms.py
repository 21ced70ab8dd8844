"""What the article's form in the desk sends."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def article_form(**changes: Any) -> dict[str, Any]:
    """Return what the article's form sends, with a headline and one paragraph."""
    fields = {
        "title": "Le budget est voté",
        "slug": "budget",
        "kicker": "",
        "standfirst": "Onze voix contre sept.",
        "picture": "",
        "picture_alt": "",
        "picture_caption": "",
        "body": streamfield([("paragraph", rich_text("<p>Le conseil a voté.</p>"))]),
        "bylines": inline_formset([]),
        "related_items": inline_formset([]),
        "label": "news",
        "embargo_until": "",
        "tags": "",
        "corrections": inline_formset([]),
        "go_live_at": "",
        "expire_at": "",
        "comments": inline_formset([]),
        "seo_title": "",
        "search_description": "",
        **changes,
    }
    return nested_form_data(fields)
