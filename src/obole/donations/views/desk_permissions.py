"""Who may sit at the treasurer's desk."""

from typing import Final

from django.contrib.auth.decorators import permission_required
from wagtail.permission_policies import ModelPermissionPolicy

from obole.donations.models import Gift, Statement

SEE_GIFTS: Final = "donations.view_gift"
RECORD_GIFTS: Final = "donations.add_gift"
CHANGE_GIFTS: Final = "donations.change_gift"
READ_STATEMENTS: Final = "donations.add_statement"
SEE_BOOKS: Final = "ledger.view_entry"
SEE_DONORS: Final = "donations.view_donor"
CHANGE_DONORS: Final = "donations.change_donor"
ERASE_DONORS: Final = "donations.delete_donor"
CLOSE_YEARS: Final = "ledger.add_closedyear"

# What Wagtail's own views ask.
GIFT_POLICY = ModelPermissionPolicy(Gift)
STATEMENT_POLICY = ModelPermissionPolicy(Statement)

may_see_gifts = permission_required(SEE_GIFTS, raise_exception=True)
may_record_gifts = permission_required(RECORD_GIFTS, raise_exception=True)
may_change_gifts = permission_required(CHANGE_GIFTS, raise_exception=True)
may_read_statements = permission_required(READ_STATEMENTS, raise_exception=True)
may_see_books = permission_required(SEE_BOOKS, raise_exception=True)
may_see_donors = permission_required(SEE_DONORS, raise_exception=True)
may_change_donors = permission_required(CHANGE_DONORS, raise_exception=True)
may_erase_donors = permission_required(ERASE_DONORS, raise_exception=True)
may_close_years = permission_required(CLOSE_YEARS, raise_exception=True)
