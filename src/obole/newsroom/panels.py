"""How each kind of page and each settings form is laid out in the desk."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    PageChooserPanel,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from obole.newsroom.rules import contrast
from obole.newsroom.supplements import ArticleForm, SupplementsPanel

# Apps above say here what somebody should know who edits a page: a function of the page that
# returns a component, or nothing.
PAGE_NOTICES = "page_notices"


class NoticesPanel(Panel):  # type: ignore[misc]
    """What apps above have to say about a page, above its form; nothing is shown otherwise."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        """The panel for one page."""

        template_name = "newsroom/desk/notices.html"

        @cached_property
        def notices(self) -> list[Any]:
            """The components to show."""
            if self.instance.pk is None:
                return []
            said = [notice_of(self.instance) for notice_of in hooks.get_hooks(PAGE_NOTICES)]
            return [each for each in said if each is not None]

        def is_shown(self) -> bool:
            """Tell whether there is anything to say."""
            return bool(self.notices)


class ContrastPanel(HelpPanel):  # type: ignore[misc]
    """Shows how well a colour can be read on the theme's paper, while it is being chosen."""

    def __init__(self, *, colour_field: str, paper: str, **kwargs: Any) -> None:
        kwargs.setdefault("template", "newsroom/desk/contrast.html")
        super().__init__(**kwargs)
        self.colour_field = colour_field
        self.paper = paper

    def clone_kwargs(self) -> dict[str, Any]:
        """Return what a copy of this panel is made with."""
        return {**super().clone_kwargs(), "colour_field": self.colour_field, "paper": self.paper}

    class BoundPanel(HelpPanel.BoundPanel):  # type: ignore[misc]
        """The panel for one row of settings."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the stored colour's ratio, and what the script needs to follow changes."""
            colour = getattr(self.instance, self.panel.colour_field)
            return {
                **super().get_context_data(parent_context),
                "field_id": self.form[self.panel.colour_field].id_for_label,
                "paper": self.panel.paper,
                "ratio": contrast.contrast_ratio(colour, self.panel.paper),
                "wanted": contrast.READABLE_RATIO,
            }


def _promote_tab() -> ObjectList:
    return ObjectList(
        [
            FieldPanel("slug"),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "seo_title",
                        help_text=_("For search engines. Empty: the headline, which is fine."),
                    ),
                    FieldPanel(
                        "search_description",
                        help_text=_("One or two sentences. Empty: the standfirst is used."),
                    ),
                ],
                heading=_("In search engines and shared links"),
            ),
        ],
        heading=_("Promote"),
    )


def _page(*tabs: Panel, **options: Any) -> TabbedInterface:
    return TabbedInterface([*tabs, _promote_tab()], **options)


ARTICLE_EDITOR = _page(
    ObjectList(
        [
            NoticesPanel(),
            HelpPanel(template="newsroom/desk/original_changed.html"),
            FieldPanel("kicker", help_text=_("Two or three words above the headline.")),
            TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline")),
            FieldPanel(
                "standfirst", help_text=_("Two or three sentences that make people read on.")
            ),
            MultiFieldPanel(
                [
                    FieldPanel("picture"),
                    FieldPanel("picture_alt"),
                    FieldPanel("picture_caption"),
                ],
                heading=_("Lead picture"),
            ),
            FieldPanel("body"),
        ],
        heading=_("Text"),
    ),
    ObjectList(
        [
            MultipleChooserPanel(
                "bylines",
                chooser_field_name="author",
                heading=_("Bylines"),
                label=_("Author"),
                help_text=_(
                    "Whoever signs, in the order that readers see. A guest needs no account."
                ),
            ),
            MultipleChooserPanel(
                "related_items",
                chooser_field_name="related",
                heading=_("Related articles"),
                label=_("Article"),
                help_text=_("Empty: the latest ones with the same tags are shown."),
            ),
        ],
        heading=_("Bylines and related articles"),
    ),
    ObjectList(
        [
            FieldRowPanel([FieldPanel("label"), FieldPanel("embargo_until")]),
            FieldPanel("leaves_out_appeal"),
            FieldPanel("tags", help_text=_("Subjects, separated by commas.")),
            InlinePanel(
                "corrections",
                heading=_("Corrections"),
                label=_("Correction"),
                help_text=_("Said in public: readers trust a newspaper that admits its mistakes."),
            ),
            PublishingPanel(),
            CommentPanel(),
        ],
        heading=_("Publishing"),
    ),
    ObjectList([SupplementsPanel()], heading=_("Social networks")),
    base_form_class=ArticleForm,
)

SECTION_EDITOR = _page(
    ObjectList(
        [
            TitleFieldPanel("title", heading=_("Name"), placeholder=_("Name of the section")),
            FieldPanel("introduction", help_text=_("One sentence on what readers find here.")),
            PublishingPanel(),
            CommentPanel(),
        ],
        heading=_("Text"),
    ),
)

STANDING_EDITOR = _page(
    ObjectList(
        [
            NoticesPanel(),
            TitleFieldPanel("title", heading=_("Title"), placeholder=_("Title")),
            FieldPanel("purpose", help_text=_("The foot of every page links to it by purpose.")),
            FieldPanel("standfirst"),
            FieldPanel("body"),
            PublishingPanel(),
            CommentPanel(),
        ],
        heading=_("Text"),
    ),
)

HOME_EDITOR = _page(
    ObjectList(
        [
            PageChooserPanel("lead"),
            MultipleChooserPanel(
                "picks",
                chooser_field_name="article",
                heading=_("Picks"),
                label=_("Article"),
                help_text=_("Shown under the lead story. Empty: the latest articles."),
            ),
            MultipleChooserPanel(
                "strips",
                chooser_field_name="section",
                heading=_("Sections"),
                label=pgettext_lazy("of the newspaper", "Section"),
                help_text=_("Shown below, in this order. Empty: all sections."),
            ),
            PublishingPanel(),
            CommentPanel(),
        ],
        heading=_("Front page"),
    ),
    ObjectList(
        [
            TitleFieldPanel("title", heading=_("Title"), placeholder=_("Title")),
            FieldPanel("tagline"),
        ],
        heading=_("Name and tagline"),
    ),
)

NEWSROOM_SETTINGS_EDITOR = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("logo"),
                FieldPanel("shows_name_beside_logo"),
                FieldPanel("founded_year"),
            ],
            heading=_("The newsroom"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("accent"),
                ContrastPanel(colour_field="accent", paper=contrast.LIGHT_PAPER),
                FieldPanel("accent_dark"),
                ContrastPanel(colour_field="accent_dark", paper=contrast.DARK_PAPER),
                FieldPanel("fonts"),
            ],
            heading=_("Look"),
        ),
        InlinePanel("social_links", heading=_("Accounts elsewhere"), label=_("Account")),
    ]
)

LEGAL_SETTINGS_EDITOR = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("legal_name", "legal_form", "registration")]
            + [FieldPanel(name) for name in ("address", "phone", "email")],
            heading=_("Who publishes"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("publication_director", "editor_in_chief")]
            + [FieldPanel(name) for name in ("owners", "public_advertising")],
            heading=_("Who answers for it, who owns it"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("host_name", "host_address", "host_phone")],
            heading=_("Who hosts the site"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("cppap_number", "issn")],
            heading=_("Press registers"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("security_contact", "trust_txt", "reserves_mining")],
            heading=_("For machines"),
        ),
    ]
)
