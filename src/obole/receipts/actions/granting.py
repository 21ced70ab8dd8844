"""Who issues receipts: treasurers and administrators. Whether any are: administrators alone."""

from django.contrib.auth.models import Group, Permission

from obole.accounts.roles import Role

ISSUING = ("view_receipt", "issue_receipt", "view_issuingdecision")
DECIDING = ("decide_receipts", "add_issuingdecision", "change_issuerdetails")
GRANTS = {Role.TREASURER: ISSUING, Role.ADMINISTRATOR: (*ISSUING, *DECIDING)}


def grant_receipts() -> None:
    """Let the roles do what is theirs. Call it after they were set up, which takes it back."""
    known = Permission.objects.filter(content_type__app_label="receipts")
    for role, names in GRANTS.items():
        found = list(known.filter(codename__in=names))
        assert len(found) == len(names), f"Some of {names} are missing: migrate the database first."
        Group.objects.get(name=role.value).permissions.add(*found)
