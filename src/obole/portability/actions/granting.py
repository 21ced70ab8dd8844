"""Who may bring a site in: the administrators, and whoever is in a group that may."""

from django.contrib.auth.models import Group, Permission

from obole.accounts.roles import Role

IMPORT_SITE = "import_site"


def grant_importing() -> None:
    """Let administrators import sites. Call it after the roles were set up, which takes it back."""
    permission = Permission.objects.get(content_type__app_label="portability", codename=IMPORT_SITE)
    Group.objects.get(name=Role.ADMINISTRATOR.value).permissions.add(permission)
