"""Addresses of giving: the form and what follows."""

from django.urls import path

from obole.donations.views import begun, giving_proofs, sending

app_name = "giving"
urlpatterns = [
    path("", sending.give, name="form"),
    path("<slug:slug>/", sending.give, name="form"),
    path("pay/<slug:key>/", begun.pay, name="pay"),
    path("done/<slug:key>/", begun.done, name="done"),
    path("back/<slug:key>/", begun.back, name="back"),
    path("transfer/<slug:key>/", begun.transfer, name="transfer"),
    path("transfer/<slug:key>/code.svg", begun.code, name="code"),
    path("cheque/<slug:key>/", begun.cheque, name="cheque"),
    path("proof/<slug:key>/<str:token>/", giving_proofs.proof, name="proof"),
    path("newsletter/<slug:secret>/", giving_proofs.newsletter, name="newsletter"),
]
