"""Settings of a channel, and its words."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from wagtail.log_actions import log

from obole.accounts.models import User
from obole.social.models import Channel, ChannelTemplate
from obole.social.rules.choosing import read_rules
from obole.social.rules.slots import read_slots

LOG_TUNED: Final = "social.tune_channel"


@transaction.atomic
def tune_channel(
    *,
    channel: Channel,
    settings: Mapping[str, Any],
    templates: Mapping[str, tuple[str, str]],
    by: User,
) -> None:
    """Store a channel's settings, by the names of its columns, and its templates by language.

    What waits already keeps its words and its hour. A template without any text is removed.
    Raise WrongRules or WrongSlot.
    """
    read_rules(settings["rules"])
    read_slots(settings["slots"])
    for name, value in settings.items():
        setattr(channel, name, value)
    channel.save(update_fields=list(settings))
    for language, (text, first_comment) in templates.items():
        rows = ChannelTemplate.objects.filter(channel=channel, language=language)
        if not text.strip() and not first_comment.strip():
            rows.delete()
            continue
        ChannelTemplate.objects.update_or_create(
            channel=channel,
            language=language,
            defaults={"text": text, "first_comment": first_comment},
        )
    log(channel, LOG_TUNED, user=by)
