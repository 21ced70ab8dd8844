"""What each of the five roles may do in the desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from obole.accounts.roles import Role
from obole.newsroom.actions.founding import root_collection, root_of_pages

# Wagtail's own migrations make these two; ours take their place.
GROUPS_OF_WAGTAIL = ["Editors", "Moderators"]

PICTURES = "wagtailimages.{}_image"
DOCUMENTS = "wagtaildocs.{}_document"
COLLECTIONS = "wagtailcore.{}_collection"


class UnknownPermission(LookupError):
    """A permission does not exist: the database is not migrated, or a name is wrong."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What one role may do: everywhere, in the tree of pages, and in the picture library.

    Permissions are written `app.codename`. Nobody is granted users: that is for superusers,
    because whoever may change users can become one.
    """

    everywhere: frozenset[str] = field(default=frozenset())
    pages: frozenset[str] = field(default=frozenset())
    library: frozenset[str] = field(default=frozenset())


def _all(pattern: str, *verbs: str) -> frozenset[str]:
    return frozenset(pattern.format(verb) for verb in verbs)


_DESK = frozenset({"wagtailadmin.access_admin"})
_MODERATING = (
    frozenset({"comments.moderate_comment", "comments.view_decision"})
    | _all("comments.{}_savedreply", "add", "change", "delete", "view")
    | _all("comments.{}_wordrule", "add", "change", "delete", "view")
    # Who moderates may have to close a thread at night.
    | _all("comments.{}_threadrules", "add", "change", "delete", "view")
)
# Whoever writes says where an article goes; what goes out after all is for those who publish.
_CHOOSING_CHANNELS = frozenset({"social.view_delivery", "social.change_articlechannel"})
_EDITING = (
    _DESK
    | _MODERATING
    | _CHOOSING_CHANNELS
    | _all("newsroom.{}_author", "add", "change", "delete", "view")
    | _all("newsroom.{}_tag", "add", "change", "delete", "view")
    | _all("wagtailredirects.{}_redirect", "add", "change", "delete", "view")
    | {
        "newsroom.change_newsroomsettings",
        "comments.change_commentsettings",
        "social.change_delivery",
        "simple_translation.submit_translation",
    }
)
# Gifts and donors are for those who answer for the money, and for nobody else.
_CAMPAIGNING = _all("donations.{}_campaign", "add", "change", "view")
_KEEPING_MONEY = (
    _CAMPAIGNING
    | _all("donations.{}_gift", "add", "change", "view")
    | _all("donations.{}_plan", "change", "view")
    | _all("donations.{}_donor", "add", "change", "delete", "view")
    | _all("donations.{}_statement", "add", "view")
    | _all("donations.{}_paymentaccount", "add", "change", "view")
    | _all("ledger.{}_closedyear", "add", "view")
    | {
        "donations.change_donationsettings",
        "ledger.view_account",
        "ledger.view_bookscheck",
        "ledger.view_entry",
    }
)
_FULL_LIBRARY = _all(PICTURES, "add", "change", "delete", "choose") | _all(
    DOCUMENTS, "add", "change", "delete", "choose"
)
_EDITED_PAGES = _all("wagtailcore.{}_page", "add", "change", "publish", "lock", "unlock")

GRANTS: Mapping[Role, Grant] = {
    Role.ADMINISTRATOR: Grant(
        everywhere=_EDITING
        | _KEEPING_MONEY
        | _all("wagtailcore.{}_workflow", "add", "change", "delete")
        | _all("wagtailcore.{}_task", "add", "change", "delete")
        # Tokens of the newsroom's accounts.
        | _all("social.{}_channel", "add", "change", "view")
        | {
            "newsroom.change_legalsettings",
            "social.change_socialsettings",
            "foundation.retry_backgroundtask",
            "comments.answer_legal_comment",
            "comments.add_houserules",
        },
        pages=_EDITED_PAGES | {"wagtailcore.bulk_delete_page"},
        library=_FULL_LIBRARY | _all(COLLECTIONS, "add", "change", "delete"),
    ),
    Role.EDITOR: Grant(
        everywhere=_EDITING | _CAMPAIGNING, pages=_EDITED_PAGES, library=_FULL_LIBRARY
    ),
    # To add is also to edit what one has added; to publish is not in it.
    Role.JOURNALIST: Grant(
        everywhere=_DESK | _CHOOSING_CHANNELS,
        pages=_all("wagtailcore.{}_page", "add"),
        library=_all(PICTURES, "add", "choose") | _all(DOCUMENTS, "add", "choose"),
    ),
    Role.MODERATOR: Grant(everywhere=_DESK | _MODERATING),
    Role.TREASURER: Grant(everywhere=_DESK | _KEEPING_MONEY),
}


@transaction.atomic
def set_up_roles() -> None:
    """Make the five groups with exactly their permissions; a second call restores them.

    The groups that Wagtail makes are removed unless somebody is in them. Raise UnknownPermission.
    """
    Group.objects.filter(name__in=GROUPS_OF_WAGTAIL, user=None).delete()
    root, collection = root_of_pages(), root_collection()
    for role, grant in GRANTS.items():
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set(_permissions(grant.everywhere))
        _grant_pages(group=group, root=root, permissions=_permissions(grant.pages))
        _grant_library(group=group, root=collection, permissions=_permissions(grant.library))


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = set(names)
    known = Permission.objects.select_related("content_type").filter(
        codename__in={name.partition(".")[2] for name in wanted}
    )
    found = {f"{each.content_type.app_label}.{each.codename}": each for each in known}
    if missing := wanted - found.keys():
        raise UnknownPermission(
            f"No such permission: {', '.join(sorted(missing))}. Migrate the database first."
        )
    return [found[name] for name in sorted(wanted)]


def _grant_pages(*, group: Group, root: Page, permissions: list[Permission]) -> None:
    GroupPagePermission.objects.filter(group=group).exclude(
        page=root, permission__in=permissions
    ).delete()
    for permission in permissions:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _grant_library(*, group: Group, root: Collection, permissions: list[Permission]) -> None:
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=root, permission__in=permissions
    ).delete()
    for permission in permissions:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
