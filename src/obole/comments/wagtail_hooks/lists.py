"""What the desk of comments keeps for itself: saved replies, words to look out for, page rules."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet

from obole.comments.models import SavedReply, ThreadRules, WordRule
from obole.comments.wagtail_hooks.menu import REGISTER_ITEM


class SavedReplyViewSet(ModelViewSet):
    """Explanations that moderators give often."""

    model: Any = SavedReply
    icon = "openquote"
    menu_label = _("Saved replies")
    menu_name = "comments-replies"
    menu_hook = REGISTER_ITEM
    menu_order = 50
    url_prefix = "comments/replies"
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["title", "clause"]
    search_fields = ["title", "text_fr", "text_en"]
    ordering = ["title"]
    panels = [
        FieldPanel("title"),
        FieldPanel("clause", help_text=_("The number of the clause that it goes with, if any.")),
        FieldPanel("text_fr"),
        FieldPanel("text_en", help_text=_("Empty: English readers get the French text.")),
    ]


class WordRuleViewSet(ModelViewSet):
    """Words that the newsroom looks out for."""

    model: Any = WordRule
    icon = "warning"
    menu_label = _("Words to look out for")
    menu_name = "comments-words"
    menu_hook = REGISTER_ITEM
    menu_order = 60
    url_prefix = "comments/words"
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["pattern", Column("get_kind_display", label=_("What it does"))]
    list_filter = ["kind"]
    search_fields = ["pattern"]
    ordering = ["pattern"]
    panels = [FieldPanel("pattern"), FieldPanel("kind")]


class AddThreadRules(CreateView):
    """The form of new rules, for the page that it was opened from."""

    def get_initial(self) -> dict[str, Any]:
        """Begin with that page."""
        page = self.request.GET.get("page", "")
        return {**super().get_initial(), **({"page": page} if page.isdecimal() else {})}


class ThreadRulesViewSet(ModelViewSet):
    """What differs for the comments of one page, or of a section and all below it."""

    model: Any = ThreadRules
    icon = "comment-add"
    menu_label = _("Rules of pages")
    menu_name = "comments-page-rules"
    menu_hook = REGISTER_ITEM
    menu_order = 70
    url_prefix = "comments/page-rules"
    add_view_class = AddThreadRules
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "page",
        Column("get_mode_display", label=_("Mode")),
        "closes_after_days",
        "is_sensitive",
    ]
    ordering = ["page__title"]
    panels = [
        FieldPanel("page"),
        FieldPanel("mode"),
        FieldPanel("closes_after_days"),
        FieldPanel("is_sensitive"),
    ]


saved_replies = SavedReplyViewSet("comments_replies")
word_rules = WordRuleViewSet("comments_words")
thread_rules = ThreadRulesViewSet("comments_page_rules")


@hooks.register("register_admin_viewset")
def comment_lists() -> list[ModelViewSet]:
    """Return the lists."""
    return [saved_replies, word_rules, thread_rules]
