"""Addresses of the house rules and of the figures of moderation, below each language."""

from django.urls import path

from obole.comments.views import house_rules, transparency

app_name = "moderation"
urlpatterns = [
    path("rules/", house_rules.house_rules, name="rules"),
    path("rules/<int:version>/", house_rules.house_rules, name="rules_version"),
    path("transparency/", transparency.transparency, name="transparency"),
]
