"""Who may see what of imports."""

from django.contrib.auth.decorators import permission_required
from wagtail.permission_policies import ModelPermissionPolicy

from obole.portability.models import Delivery

PERMISSION = "portability.import_site"
POLICY = ModelPermissionPolicy(Delivery)
IMPORT_VERB = "import_site"

may_import = permission_required(PERMISSION, raise_exception=True)
