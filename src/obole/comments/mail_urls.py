"""Addresses that moderators open from their mails, without a session in the desk."""

from django.urls import path

from obole.comments.views.desk_mail import decide_by_mail

app_name = "comments_by_mail"
urlpatterns = [path("<str:token>/", decide_by_mail, name="decide")]
