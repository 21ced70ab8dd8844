"""Who a donor is, once rows that are one person were merged."""

from obole.donations.models import Donor

# A merge of merges of merges: nobody merges the same person so often.
LONGEST_CHAIN = 20


def surviving(donor: Donor) -> Donor:
    """Return the donor that this one was merged into, or the donor itself."""
    for _ in range(LONGEST_CHAIN):
        if donor.merged_into is None:
            return donor
        donor = donor.merged_into
    raise AssertionError(f"Donor {donor.pk} was merged in a circle.")


def rows_of(donor: Donor) -> list[int]:
    """Return the keys of all rows that are this donor: its own, and those merged into it."""
    found, edge = [donor.pk], [donor.pk]
    while edge:
        merged = Donor.objects.filter(merged_into__in=edge).exclude(pk__in=found)
        edge = list(merged.order_by("pk").values_list("pk", flat=True))
        found += edge
    return found
