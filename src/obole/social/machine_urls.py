"""Addresses that only machines visit; they stand at the root, in no language."""

from django.urls import re_path

from obole.social.views import machines

# The shape of IndexNow's keys. In the root alone: a key below vouches for its folder only.
urlpatterns = [re_path(r"^(?P<key>[a-zA-Z0-9-]{8,128})\.txt$", machines.index_key)]
