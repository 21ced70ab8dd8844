"""Asking Telegram's Bot API, and what its refusals mean. https://core.telegram.org/bots/api.

The token is part of the address: nothing that is raised here has it in it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from obole.social.networks.calling import (
    TOO_MANY,
    UPLOAD_SECONDS,
    Answer,
    Call,
    ask,
    without_secrets,
)
from obole.social.networks.connected import at, number_at, text_at
from obole.social.networks.forms import UploadedFile, form_of
from obole.social.networks.uploads import form_around
from obole.social.rules.network import LoginLost, NotSent, Recording, Rejected, Uncertain
from obole.social.rules.reasons import Reason, in_their_words

ROOT: Final = "https://api.telegram.org"
# A bot may send twenty messages a minute to one channel (core.telegram.org/bots/faq).
WAIT_SECONDS: Final = 60.0

NOT_MODIFIED: Final = "message is not modified"
GONE: Final = ("message to delete not found", "message to edit not found", "message_id_invalid")
# The channel as a whole cannot be used: a person must mend it, and then its posts go.
_CLOSED: Final = (
    "chat not found",
    "bot was kicked",
    "bot is not a member",
    "need administrator rights",
    "not enough rights",
    "have no rights to send",
    "chat_write_forbidden",
    "user is deactivated",
    "upgraded to a supergroup",
)


class Refused(Rejected):
    """Telegram's refusal in its own words, for those who know one that is none."""


class Bot:
    """A bot with its token."""

    def __init__(self, token: str, *, root: str = ROOT) -> None:
        self._token = token
        self._root = root

    def call(
        self,
        name: str,
        fields: Mapping[str, Any],
        *,
        files: Sequence[UploadedFile] = (),
        changes: bool = False,
    ) -> Any:
        """Return the result. Raise LoginLost, NotSent, Refused, or Uncertain of a change."""
        call = Call(
            method="POST",
            url=f"{self._root}/bot{self._token}/{name}",
            changes=changes,
            secrets=(self._token,),
            reads_throttling=True,
        )
        if files:
            headers, content = form_of(_in_form(fields), list(files))
            call = replace(call, headers=headers, content=content)
        else:
            call = replace(call, json=dict(fields))
        return self._result(ask(call), changes=changes)

    def send(
        self, method: str, fields: Mapping[str, Any], recording: Recording, *, name: str
    ) -> Any:
        """Send a film or a sound as the field of this name. Raise as `call` does of a change."""
        headers, content = form_around(recording, _in_form(fields), name=name)
        call = Call(
            method="POST",
            url=f"{self._root}/bot{self._token}/{method}",
            headers=headers,
            content=content,
            changes=True,
            secrets=(self._token,),
            reads_throttling=True,
            total_seconds=UPLOAD_SECONDS,
        )
        return self._result(ask(call), changes=True)

    def _result(self, answer: Answer, *, changes: bool) -> Any:
        if at(answer.body, "ok") is True and answer.is_success:
            return at(answer.body, "result")
        if answer.status == TOO_MANY:
            seconds = number_at(answer.body, "parameters", "retry_after") or WAIT_SECONDS
            raise NotSent(
                _("Telegram asks us to slow down."),
                retry_after_seconds=float(seconds),
                is_throttled=True,
            )
        words = without_secrets(text_at(answer.body, "description"), (self._token,))
        if answer.is_success or not words:
            reason = _("Telegram's answer cannot be read.")
            raise Uncertain(reason) if changes else NotSent(reason)
        if answer.status in (401, 404):
            raise LoginLost(
                Reason(_("Telegram does not know this bot any more: %(words)s"), words=words)
            )
        if any(each in words.lower() for each in _CLOSED):
            moved = text_at(answer.body, "parameters", "migrate_to_chat_id")
            raise LoginLost(in_their_words("Telegram", f"{words} {moved}".strip()))
        raise Refused(in_their_words("Telegram", words))


def _in_form(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields as a form has them: what is not a text is written as JSON."""
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in fields.items()
    }
