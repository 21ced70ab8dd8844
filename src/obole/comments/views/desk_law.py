"""Who opens the legal screens of the desk."""

from django.contrib.auth.decorators import permission_required

from obole.comments.actions.identifying import PERMISSION as MAY_ANSWER

WRITE_RULES = "comments.add_houserules"

may_write_rules = permission_required(WRITE_RULES, raise_exception=True)
may_answer_legal = permission_required(MAY_ANSWER, raise_exception=True)
