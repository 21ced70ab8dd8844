"""The words of the EU Transparency Database, and which of them a reader's report can name.

Source: digital-services-act/transparency-database, app/Models/Statement.php (2026-06-24).
"""

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What kind of wrong."""

    ANIMAL_WELFARE = "STATEMENT_CATEGORY_ANIMAL_WELFARE"
    CONSUMER_INFORMATION = "STATEMENT_CATEGORY_CONSUMER_INFORMATION"
    CYBER_VIOLENCE = "STATEMENT_CATEGORY_CYBER_VIOLENCE"
    CYBER_VIOLENCE_AGAINST_WOMEN = "STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN"
    PRIVACY = "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
    SPEECH = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"
    INTELLECTUAL_PROPERTY = "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS"
    CIVIC_DISCOURSE = "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS"
    NOT_SPECIFIED = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
    OTHER_VIOLATION = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    MINORS = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
    PUBLIC_SECURITY = "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY"
    SCAMS = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
    SELF_HARM = "STATEMENT_CATEGORY_SELF_HARM"
    PRODUCTS = "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS"
    VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"


class Keyword(StrEnum):
    """What exactly: those of the sixty-nine that can befall a text written by a reader."""

    CHILD_ABUSE = "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"
    COPYRIGHT = "KEYWORD_COPYRIGHT_INFRINGEMENT"
    HARASSMENT = "KEYWORD_CYBER_HARASSMENT"
    DEFAMATION = "KEYWORD_DEFAMATION"
    DISCRIMINATION = "KEYWORD_DISCRIMINATION"
    HATE_SPEECH = "KEYWORD_HATE_SPEECH"
    HIDDEN_ADVERTISEMENT = "KEYWORD_HIDDEN_ADVERTISEMENT"
    IMPERSONATION = "KEYWORD_IMPERSONATION_ACCOUNT_HIJACKING"
    INCITEMENT = "KEYWORD_INCITEMENT_VIOLENCE_HATRED"
    MISINFORMATION = "KEYWORD_MISINFORMATION_DISINFORMATION"
    PHISHING = "KEYWORD_PHISHING"
    PRIVACY = "KEYWORD_MISSING_PROCESSING_GROUND"
    SUICIDE = "KEYWORD_SUICIDE"
    TERRORISM = "KEYWORD_TERRORIST_CONTENT"
    OTHER = "KEYWORD_OTHER"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a text is reported as illegal, and where that belongs in the database."""

    code: str
    category: Category
    keyword: Keyword


CHILD_ABUSE = "child-abuse"
"""The one reason that may be reported without a name (DSA, article 16(2)(c))."""

LEGAL_REASONS = {
    code: Reason(code=code, category=category, keyword=keyword)
    for code, category, keyword in (
        ("hate", Category.SPEECH, Keyword.HATE_SPEECH),
        ("defamation", Category.SPEECH, Keyword.DEFAMATION),
        ("harassment", Category.CYBER_VIOLENCE, Keyword.HARASSMENT),
        ("threat", Category.VIOLENCE, Keyword.INCITEMENT),
        ("terrorism", Category.PUBLIC_SECURITY, Keyword.TERRORISM),
        (CHILD_ABUSE, Category.MINORS, Keyword.CHILD_ABUSE),
        ("privacy", Category.PRIVACY, Keyword.PRIVACY),
        ("fraud", Category.SCAMS, Keyword.PHISHING),
        ("copyright", Category.INTELLECTUAL_PROPERTY, Keyword.COPYRIGHT),
        ("other", Category.NOT_SPECIFIED, Keyword.OTHER),
    )
}
