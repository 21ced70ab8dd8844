"""Where anybody checks a receipt."""

from django.urls import path

from obole.receipts.views.checking import check

app_name = "receipts"
urlpatterns = [path("check/", check, name="check")]
