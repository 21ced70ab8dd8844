"""Authors and subjects in the desk."""

from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from obole.newsroom.forms import AuthorCreationForm
from obole.newsroom.models import Author, Tag


class AuthorChooser(AdminSnippetChooser):
    """Wagtail's, in whole sentences: its own put the model's name where French wants an article."""

    def __init__(self, model: Any = None, **kwargs: Any) -> None:
        super().__init__(model, **kwargs)
        # Translated when they are shown: a widget outlives the request that made it.
        self.choose_one_text = cast("str", _("Choose an author"))
        self.choose_another_text = cast("str", _("Choose another author"))
        self.link_to_chosen_text = cast("str", _("Edit this author"))


class AuthorChooserViewSet(SnippetChooserViewSet):
    """Chooses who signs, or makes a guest on the spot."""

    icon = "user"
    base_widget_class = AuthorChooser
    choose_one_text = _("Choose an author")
    choose_another_text = _("Choose another author")
    create_action_label = _("Add this author")
    creation_tab_label = _("New author")
    creation_form_class = AuthorCreationForm


class AuthorViewSet(SnippetViewSet):
    """Who writes, with an account or without."""

    model: Any = Author
    icon = "user"
    menu_label = _("Authors")
    menu_name = "authors"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "user", "email"]
    search_fields = ["name"]
    ordering = ["name"]
    chooser_viewset_class = AuthorChooserViewSet
    panels = [
        TitleFieldPanel("name", placeholder=_("Name, as it is signed")),
        FieldPanel("slug", help_text=_("The last part of the address of the author's page.")),
        FieldPanel("portrait"),
        InlinePanel(
            "profiles",
            heading=_("Profiles"),
            label=pgettext_lazy("of an author", "Profile"),
            help_text=_("What readers are told of the author, once in each language."),
        ),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("website"), FieldPanel("fediverse")],
            heading=_("How readers reach the author"),
        ),
        FieldPanel("user"),
    ]


class TagViewSet(SnippetViewSet):
    """The subjects of articles."""

    model: Any = Tag
    icon = "tag"
    menu_label = _("Subjects")
    menu_name = "subjects"
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    panels = [TitleFieldPanel("name", placeholder=_("Subject")), FieldPanel("slug")]


register_snippet(AuthorViewSet)
register_snippet(TagViewSet)
