"""What a rendered comment may consist of: a grammar that leaves nothing to the reader's browser."""

import re

REL = "ugc nofollow noopener noreferrer"
_TOKEN = re.compile(
    r'<(?P<opens>p|li) dir="auto">'
    r"|<(?P<plain>em|strong|blockquote|ul|ol|code)>"
    r'|<(?P<numbered>ol) start="[0-9]{1,9}">'
    # An address that the sanitiser finds broken is taken away from its link.
    rf'|<(?P<link>a)(?: href="(?P<address>[^"<>\s]*)")? rel="{REL}">'
    r"|</(?P<closes>p|li|em|strong|blockquote|ul|ol|code|a)>"
    r"|<br>"
    r"|(?P<text>(?:[^<>&\u202a-\u202e\u2066-\u2069\x00-\x08\u200b\ufeff]"
    r"|&(?:amp|lt|gt|quot|nbsp);)+)"
)
_WEB = re.compile(r"https?://[A-Za-z0-9._-]+(?::[0-9]+)?(?:[/?#]|$)", re.IGNORECASE)


def faults_of(html):
    """Return what in the HTML of a comment is not of the few forms that it may have."""
    faults = []
    opened = []
    position = 0
    while position < len(html):
        token = _TOKEN.match(html, position)
        if token is None:
            return [*faults, f"Nothing of ours: {html[position : position + 80]!r}"]
        position = token.end()
        address = token["address"]
        if address is not None and not _WEB.match(address):
            faults.append(f"No address of the web: {address!r}")
        if token["closes"]:
            if not opened or opened.pop() != token["closes"]:
                faults.append(f"It closes what is not open: {token[0]}")
        else:
            opened += filter(
                None, (token["opens"], token["plain"], token["numbered"], token["link"])
            )
        if opened.count("a") > 1:
            faults.append("A link stands in a link.")
    return [*faults, *(f"Never closed: {tag}" for tag in opened)]
