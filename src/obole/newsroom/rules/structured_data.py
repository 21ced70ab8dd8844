"""The same facts as JSON-LD, in the words of schema.org."""

from typing import Any

from obole.kernel.text import script_json
from obole.newsroom.rules.heads import Head, Kind, Publisher

# What is neither opinion nor analysis reports. Interviews have no type of their own.
_TYPES = {
    "news": "NewsArticle",
    "investigation": "ReportageNewsArticle",
    "opinion": "OpinionNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "interview": "NewsArticle",
}

# Which standing page answers which question about a newsroom (https://schema.org/NewsMediaOrganization).
_POLICIES = {
    "about": ("missionCoveragePrioritiesPolicy", "masthead"),
    "ethics": ("ethicsPolicy", "publishingPrinciples", "verificationFactCheckingPolicy"),
    "corrections": ("correctionsPolicy",),
    "contact": ("actionableFeedbackPolicy",),
    "legal": ("ownershipFundingInfo",),
}

# Search engines cut longer ones.
LONGEST_HEADLINE = 110

Thing = dict[str, Any]


def structured_data(head: Head) -> str:
    """Return the JSON of a page's structured data, safe inside a script element."""
    things: list[Thing] = []
    if head.article is not None:
        things.append(article(head))
    elif head.search_url:
        things += [website(head), organisation(head.publisher)]
    elif head.kind is Kind.PROFILE:
        things.append(profile(head))
    if head.trail:
        things.append(breadcrumbs(head))
    return script_json({"@context": "https://schema.org", "@graph": things}) if things else ""


def article(head: Head) -> Thing:
    """Return an article with all its authors and corrections."""
    facts = head.article
    assert facts is not None, "Only the head of an article has an article."
    thing: Thing = {
        "@type": _TYPES.get(facts.label, "NewsArticle"),
        "@id": head.url,
        "url": head.url,
        "mainEntityOfPage": head.url,
        "headline": head.title[:LONGEST_HEADLINE],
        "description": head.description,
        "inLanguage": head.language,
        "isAccessibleForFree": True,
        "articleSection": facts.section,
        "wordCount": facts.word_count,
        "author": [
            {"@type": "Person", "name": person.name, "url": person.url} for person in facts.authors
        ],
        "publisher": organisation(head.publisher),
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": correction.made_at.isoformat(),
            }
            for correction in facts.corrections
        ],
        "keywords": list(facts.tags),
    }
    if facts.published_at is not None:
        modified_at = facts.modified_at or facts.published_at
        thing["datePublished"] = facts.published_at.isoformat()
        thing["dateModified"] = modified_at.isoformat()
    if head.picture is not None:
        thing["image"] = [head.picture.url, *head.picture.others]
    return _without_blanks(thing)


def organisation(publisher: Publisher) -> Thing:
    """Return the newsroom with the pages that say how it works."""
    policies = {
        name: url
        for purpose, url in publisher.policies.items()
        for name in _POLICIES.get(purpose, ())
    }
    return _without_blanks(
        {
            "@type": "NewsMediaOrganization",
            "@id": f"{publisher.url}#publisher",
            "name": publisher.name,
            "legalName": publisher.legal_name,
            "url": publisher.url,
            "logo": publisher.logo_url,
            "foundingDate": str(publisher.founded_year or ""),
            "sameAs": list(publisher.same_as),
            **policies,
        }
    )


def website(head: Head) -> Thing:
    """Return the site and how to search in it."""
    return {
        "@type": "WebSite",
        "name": head.publisher.name,
        "url": head.url,
        "inLanguage": head.language,
        "publisher": {"@id": f"{head.publisher.url}#publisher"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{head.search_url}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def profile(head: Head) -> Thing:
    """Return the page of somebody who signs."""
    return {
        "@type": "ProfilePage",
        "url": head.url,
        "inLanguage": head.language,
        "mainEntity": _without_blanks(
            {
                "@type": "Person",
                "name": head.title,
                "url": head.url,
                "description": head.description,
                "image": head.picture.url if head.picture else "",
                "worksFor": {"@type": "NewsMediaOrganization", "name": head.publisher.name},
            }
        ),
    }


def breadcrumbs(head: Head) -> Thing:
    """Return the way from the front page to this one."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(head.trail, start=1)
        ],
    }


def _without_blanks(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", [], None)}
