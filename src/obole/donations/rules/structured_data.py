"""A campaign in the words of schema.org, and as JSON for other programs. Pure."""

from typing import Any

from obole.kernel.text import script_json


def campaign_data(
    *, title: str, description: str, url: str, give_url: str, newsroom: str, language: str
) -> str:
    """Return the JSON-LD of a campaign's page, safe inside a script element.

    `give_url` is empty when nothing can be given: then there is nothing to do.
    """
    organisation = {"@type": "NewsMediaOrganization", "name": newsroom}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": title,
        "inLanguage": language,
        "publisher": organisation,
    }
    if description:
        data["description"] = description
    if give_url:
        data["potentialAction"] = {
            "@type": "DonateAction",
            "name": title,
            "recipient": organisation,
            "target": {"@type": "EntryPoint", "urlTemplate": give_url},
        }
    return script_json(data)
