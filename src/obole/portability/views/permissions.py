"""Who may see what of imports."""

from django.contrib.auth.decorators import permission_required

from obole.portability.actions.granting import IMPORT_SITE

PERMISSION = f"portability.{IMPORT_SITE}"

may_import = permission_required(PERMISSION, raise_exception=True)
