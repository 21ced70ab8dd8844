"""Rows of donors that are one person: proposed every night, merged by a person, undone by one."""

from datetime import datetime
from itertools import chain

from django.db import IntegrityError, transaction

from obole.accounts.models import User
from obole.donations.events import CampaignRecounted
from obole.donations.models import Donor, DonorMerge, DonorPair, Gift, Plan
from obole.donations.queries.donors import surviving
from obole.donations.queries.duplicates import pairs_by_account, pairs_by_name
from obole.donations.rules.likeness import Reason
from obole.foundation.facts import emit


class CannotMerge(ValueError):
    """One of the rows is gone, or was merged already."""


class CannotUndo(ValueError):
    """Something was built on the merge since: undo that first."""


def propose_pairs(*, now: datetime) -> int:
    """Write down which donors may be one person; return how many pairs are new.

    What was decided before is not asked again.
    """
    reasons: dict[tuple[int, int], list[Reason]] = {}
    for first, second, why in chain(pairs_by_name(), pairs_by_account()):
        reasons.setdefault((first, second), []).extend(why)
    known = set(DonorPair.objects.values_list("first", "second"))
    new = [
        DonorPair(first_id=first, second_id=second, reasons=why, found_at=now)
        for (first, second), why in reasons.items()
        if (first, second) not in known
    ]
    DonorPair.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def propose_pair(*, one: Donor, other: Donor, now: datetime) -> DonorPair:
    """Let a colleague compare two donors; what was decided of them before is open again.

    Raise CannotMerge for a donor and itself.
    """
    if one.pk == other.pk:
        raise CannotMerge(f"Donor {one.pk} is one already.")
    first, second = sorted((one.pk, other.pk))
    pair, is_new = DonorPair.objects.get_or_create(
        first_id=first,
        second_id=second,
        defaults={"reasons": [Reason.BY_HAND], "found_at": now},
    )
    if not is_new and pair.state != DonorPair.State.OPEN:
        pair.state, pair.reasons = DonorPair.State.OPEN, [Reason.BY_HAND]
        pair.save(update_fields=["state", "reasons"])
    return pair


@transaction.atomic
def tell_apart(*, pair: DonorPair, by: User, now: datetime) -> None:
    """Remember that two rows are two people; they are not proposed again."""
    open_pair = DonorPair.objects.filter(pk=pair.pk, state=DonorPair.State.OPEN)
    open_pair.update(state=DonorPair.State.DIFFERENT, decided_at=now, decided_by=by)


@transaction.atomic
def merge_donors(*, kept: Donor, gone: Donor, by: User, now: datetime) -> DonorMerge:
    """Let one row be another: gifts and recurring gifts move, both rows stay as they are.

    Nothing that is known of the kept one is overwritten. Raise CannotMerge.
    """
    rows = Donor.objects.select_for_update().in_bulk([kept.pk, gone.pk])
    if len(rows) != 2 or any(each.merged_into_id or each.erased_at for each in rows.values()):  # noqa: PLR2004 - a pair
        raise CannotMerge(f"{kept.pk} and {gone.pk} cannot be merged (any more).")
    gifts = list(Gift.objects.filter(donor=gone).order_by("pk").values_list("pk", flat=True))
    plans = list(Plan.objects.filter(donor=gone).order_by("pk").values_list("pk", flat=True))
    Gift.objects.filter(pk__in=gifts).update(donor=kept)
    Plan.objects.filter(pk__in=plans).update(donor=kept)
    _announce(gifts)
    Donor.objects.filter(pk=gone.pk).update(merged_into=kept)
    first, second = sorted((kept.pk, gone.pk))
    DonorPair.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"state": DonorPair.State.MERGED, "decided_at": now, "decided_by": by},
        create_defaults={
            "state": DonorPair.State.MERGED,
            "found_at": now,
            "decided_at": now,
            "decided_by": by,
        },
    )
    return DonorMerge.objects.create(
        kept=kept, gone=gone, gifts=gifts, plans=plans, made_at=now, made_by=by
    )


@transaction.atomic
def undo_merge(*, merge: DonorMerge, by: User, now: datetime) -> None:
    """Part two rows again: what moved goes back, what came since stays. Twice is once.

    Raise CannotUndo.
    """
    merge = DonorMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        return
    kept, gone = merge.kept, merge.gone
    if (
        gone.erased_at
        or kept.erased_at
        or gone.merged_into_id != kept.pk
        or surviving(kept) != kept
    ):
        raise CannotUndo(f"Merge {merge.pk} cannot be undone (any more).")
    try:
        with transaction.atomic():
            Donor.objects.filter(pk=gone.pk).update(merged_into=None)
    except IntegrityError:
        raise CannotUndo(f"Somebody else has the address of donor {gone.pk} now.") from None
    Gift.objects.filter(pk__in=merge.gifts, donor=kept).update(donor=gone)
    Plan.objects.filter(pk__in=merge.plans, donor=kept).update(donor=gone)
    _announce(merge.gifts)
    DonorMerge.objects.filter(pk=merge.pk).update(undone_at=now)
    first, second = sorted((kept.pk, gone.pk))
    pairs = DonorPair.objects.filter(first=first, second=second)
    pairs.update(state=DonorPair.State.DIFFERENT, decided_at=now, decided_by=by)


def _announce(gifts: list[int]) -> None:
    """Tell the campaigns of these gifts that they have fewer donors, or more."""
    campaigns = Gift.objects.filter(pk__in=gifts).order_by("campaign_id")
    for campaign_id in campaigns.values_list("campaign_id", flat=True).distinct():
        emit(CampaignRecounted(campaign_id=campaign_id))
