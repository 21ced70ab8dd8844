"""The address of the notice board."""

from django.urls import path

from obole.social.views import notice_board

urlpatterns = [path("", notice_board.notice_board, name="notice-board")]
