"""What is declared each year, in the desk."""

from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.views.generic import TemplateView

from obole.foundation import clock
from obole.receipts.queries.declaration import declared_totals, years_with_receipts
from obole.receipts.views.desk_screen import NAMES_OF_SCHEMES, ReceiptScreen, may_see


@method_decorator(may_see, name="dispatch")
class DeclarationView(ReceiptScreen, TemplateView):
    """The totals of each year."""

    template_name = "receipts/desk/declaration.html"
    page_title = gettext_lazy("Yearly declaration of receipts")

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        language = get_language() or "fr"
        years = [
            {
                "year": year,
                "is_over": year < timezone.localdate(clock.now()).year,
                "totals": [
                    {
                        "name": NAMES_OF_SCHEMES.get(each.scheme, each.scheme),
                        "totals": each,
                        "amount": each.amount.formatted(language),
                    }
                    for each in declared_totals(year=year)
                ],
            }
            for year in years_with_receipts()
        ]
        return {**super().get_context_data(**named), "years": years}
