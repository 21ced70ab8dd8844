"""What a person does with an export in the desk, from bringing it to discarding it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from obole.foundation.facts import emit
from obole.portability.actions.starting import ImportOptions
from obole.portability.events import ExportDelivered, ImportAdvanced
from obole.portability.models import Delivery, State
from obole.portability.queries.deliveries import folder_of_uploads, uploads_folders

_WAITING = (State.REHEARSED, State.STOPPED, State.REFUSED)


class NotNow(Exception):
    """The delivery is not in a state in which this can be done; somebody else was faster."""


class FolderGone(Exception):
    """The folder of the old site's files is not there any more."""


@transaction.atomic
def accept_delivery(
    *, file: Path, file_name: str, user_id: int, now: datetime, chosen: dict[str, object]
) -> Delivery:
    """Keep an uploaded export and have it rehearsed; `chosen` are fields of Delivery."""
    delivery = Delivery.objects.create(
        file_name=file_name[:255],
        file_path=str(file),
        byte_size=file.stat().st_size,
        delivered_by_id=user_id,
        delivered_at=now,
        advanced_at=now,
        **chosen,
    )
    emit(ExportDelivered(delivery_id=delivery.pk, turn=delivery.turn))
    return delivery


@transaction.atomic
def rehearse_anew(*, delivery_id: int, is_recovering: bool, now: datetime) -> None:
    """Have an export rehearsed again, its damaged parts left out or not. Raise NotNow."""
    delivery = _change(delivery_id, _WAITING, State.REHEARSING, now)
    delivery.is_recovering, delivery.rehearsal, delivery.done = is_recovering, {}, 0
    delivery.save()
    emit(ExportDelivered(delivery_id=delivery.pk, turn=delivery.turn))


@transaction.atomic
def begin_import(*, delivery_id: int, now: datetime) -> None:
    """Import an export, or go on with an import that was stopped. Raise NotNow."""
    delivery = _change(delivery_id, _WAITING, State.IMPORTING, now)
    delivery.save()
    emit(ImportAdvanced(delivery_id=delivery.pk, turn=delivery.turn))


@transaction.atomic
def stop_import(*, delivery_id: int, now: datetime) -> None:
    """Stop an import before its next step; what it has made stays. Raise NotNow."""
    _change(delivery_id, (State.IMPORTING,), State.STOPPED, now).save()


def discard_delivery(*, delivery_id: int) -> None:
    """Forget an export and delete its file; what was imported of it stays. Raise NotNow."""
    with transaction.atomic():
        delivery = _locked(delivery_id, (*_WAITING, State.DONE))
        path = delivery.path
        delivery.delete()
    path.unlink(missing_ok=True)


def options_of(delivery: Delivery) -> ImportOptions:
    """Return what was chosen. Raise FolderGone."""
    uploads = None
    if delivery.uploads_folder:
        if delivery.uploads_folder not in uploads_folders():
            raise FolderGone(delivery.uploads_folder)
        uploads = folder_of_uploads() / delivery.uploads_folder
    return ImportOptions(
        language=delivery.language,
        time_zone=delivery.time_zone,
        uploads=uploads,
        is_offline=delivery.is_offline,
        is_recovering=delivery.is_recovering,
        keeps_commenters=delivery.keeps_commenters,
        trusts_approved=delivery.trusts_approved,
    )


def _change(delivery_id: int, states: Iterable[State], state: State, now: datetime) -> Delivery:
    """Return the delivery in its new state, with a new turn, not saved."""
    delivery = _locked(delivery_id, states)
    delivery.state, delivery.advanced_at = state, now
    # Whatever task still works on it works for nothing.
    delivery.turn += 1
    delivery.refusal = delivery.refused_item = delivery.refused_detail = ""
    delivery.refused_line = 0
    return delivery


def _locked(delivery_id: int, states: Iterable[State]) -> Delivery:
    rows = Delivery.objects.select_for_update().filter(pk=delivery_id, state__in=list(states))
    delivery = rows.first()
    if delivery is None:
        raise NotNow
    return delivery
