"""The vocabulary of the law, in words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.comments.rules import vocabulary
from obole.comments.rules.vocabulary import Category


class CategoryChoice(models.TextChoices):
    """The categories of the EU Transparency Database."""

    ANIMAL_WELFARE = Category.ANIMAL_WELFARE.value, _("Animal welfare")
    CONSUMER_INFORMATION = Category.CONSUMER_INFORMATION.value, _("Misleading consumers")
    CYBER_VIOLENCE = Category.CYBER_VIOLENCE.value, _("Harassment or intimidation")
    CYBER_VIOLENCE_AGAINST_WOMEN = (
        Category.CYBER_VIOLENCE_AGAINST_WOMEN.value,
        _("Harassment or intimidation of women"),
    )
    PRIVACY = Category.PRIVACY.value, _("Personal data or privacy")
    SPEECH = Category.SPEECH.value, _("Illegal or harmful speech")
    INTELLECTUAL_PROPERTY = Category.INTELLECTUAL_PROPERTY.value, _("Copyright, trade mark, patent")
    CIVIC_DISCOURSE = Category.CIVIC_DISCOURSE.value, _("Harm to public debate or to elections")
    NOT_SPECIFIED = Category.NOT_SPECIFIED.value, _("Not said by whoever reported it")
    OTHER_VIOLATION = Category.OTHER_VIOLATION.value, _("Another clause of the house rules")
    MINORS = Category.MINORS.value, _("Protection of minors")
    PUBLIC_SECURITY = Category.PUBLIC_SECURITY.value, _("Danger to public security")
    SCAMS = Category.SCAMS.value, _("Fraud or advertising in disguise")
    SELF_HARM = Category.SELF_HARM.value, _("Self-harm or suicide")
    PRODUCTS = Category.PRODUCTS.value, _("Dangerous or forbidden products")
    VIOLENCE = Category.VIOLENCE.value, _("Violence")


class LegalReasonChoice(models.TextChoices):
    """Why somebody reports a comment as illegal."""

    HATE = "hate", _("Incitement to hatred or discrimination")
    DEFAMATION = "defamation", _("Defamation or insult")
    HARASSMENT = "harassment", _("Harassment")
    THREAT = "threat", _("Threat, or a call to violence")
    TERRORISM = "terrorism", _("Praise of terrorism or of crimes against humanity")
    CHILD_ABUSE = vocabulary.CHILD_ABUSE, _("Sexual abuse of children")
    PRIVACY = "privacy", _("Privacy: an address, a number, a picture, a private fact")
    FRAUD = "fraud", _("Fraud")
    COPYRIGHT = "copyright", _("Copyright")
    OTHER = "other", pgettext_lazy("reason of a report", "Something else that is illegal")
