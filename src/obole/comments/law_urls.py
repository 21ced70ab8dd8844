"""Addresses of reports and decisions, in the language of what they are about.

`comments.urls` includes them; those that exist in each language are in `house_urls`.
"""

from django.urls import path

from obole.comments.views import decisions, reports

urlpatterns = [
    path("<int:comment_id>/report/", reports.report, name="report"),
    path("reports/<str:secret>/", reports.notice, name="notice"),
    path("decisions/<str:secret>/", decisions.decision, name="decision"),
]
