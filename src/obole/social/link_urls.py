"""Addresses of short addresses."""

from django.urls import path

from obole.social.views import short_links

urlpatterns = [path("<slug:key>", short_links.follow, name="social_link")]
