"""Addresses of notices of payment providers."""

from django.urls import path

from obole.donations.views import notices

urlpatterns = [path("<slug:gateway>/", notices.notice, name="payment-notice")]
