"""Addresses of donors and their gifts."""

from django.urls import path

from obole.donations.views import (
    gift_page,
    plan_links,
    portal,
    portal_data,
    portal_gift,
    portal_plan,
)

app_name = "gifts"

urlpatterns = [
    path("", portal.ask, name="ask"),
    path("mine/<str:token>/", portal.mine, name="mine"),
    path("mine/<str:token>/gift/<int:pk>/", portal_gift.gift_of_donor, name="my_gift"),
    path("mine/<str:token>/plan/<int:pk>/", portal_plan.plan_of_donor, name="my_plan"),
    path("mine/<str:token>/address/", portal_data.address, name="my_address"),
    path("mine/<str:token>/data/", portal_data.data, name="my_data"),
    path("mine/<str:token>/receipts/<int:year>/", portal.receipts, name="my_receipts"),
    path("end/<str:token>/", plan_links.end_plan, name="end_plan"),
    path("mend/<str:token>/", plan_links.mend_plan, name="mend_plan"),
    # Last: keys of gifts are long, and none of the words above.
    path("<str:key>/", gift_page.gift, name="gift"),
]
