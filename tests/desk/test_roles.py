"""Each of the five roles sees and may do its own work, and nothing else."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from factories import Newsroom, make_article, make_section, make_user
from wagtail.models import GroupPagePermission, Page

from obole.accounts.roles import Role
from obole.newsroom import actions
from obole.newsroom.actions.roles import UnknownPermission

PAGES = "wagtailadmin_explore_root"
ARTICLES = "articles:index"
FAILED_TASKS = "foundation_given_up_tasks"
PICTURES = "wagtailimages:index"
DOCUMENTS = "wagtaildocs:index"
AUTHORS = "wagtailsnippets_newsroom_author:list"
SUBJECTS = "wagtailsnippets_newsroom_tag:list"
REDIRECTS = "wagtailredirects:index"
CALENDAR = "newsroom_calendar"
WORKFLOWS = "wagtailadmin_workflows:index"
COLLECTIONS = "wagtailadmin_collections:index"
USERS = "wagtailusers_users:index"
GROUPS = "wagtailusers_groups:index"
SITES = "wagtailsites:index"

EVERYTHING = [PAGES, PICTURES, DOCUMENTS, AUTHORS, SUBJECTS, REDIRECTS, CALENDAR, WORKFLOWS]
EVERYTHING += [COLLECTIONS, USERS, GROUPS, SITES, ARTICLES, FAILED_TASKS]
EDITING = {PAGES, ARTICLES, PICTURES, DOCUMENTS, AUTHORS, SUBJECTS, REDIRECTS, CALENDAR}
SCREENS = {
    Role.ADMINISTRATOR: EDITING | {WORKFLOWS, COLLECTIONS, FAILED_TASKS},
    Role.EDITOR: EDITING,
    Role.JOURNALIST: {PAGES, ARTICLES, PICTURES, DOCUMENTS},
    Role.MODERATOR: set(),
    Role.TREASURER: set(),
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_own_screens_only(at_desk: Callable[..., Client], role: Role) -> None:
    client = at_desk(role)

    opened = {each for each in EVERYTHING if client.get(reverse(each)).status_code == 200}

    assert opened == SCREENS[role]
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_the_law_is_for_administrators_and_the_look_for_editors_too(
    at_desk: Callable[..., Client], house: Newsroom
) -> None:
    forms = ["newsroomsettings", "legalsettings"]
    urls = {
        each: reverse("wagtailsettings:edit", args=["newsroom", each, house.site.pk])
        for each in forms
    }

    opened = {
        role: [each for each in forms if at_desk(role).get(urls[each]).status_code == 200]
        for role in Role
    }

    assert opened == {
        Role.ADMINISTRATOR: forms,
        Role.EDITOR: ["newsroomsettings"],
        Role.JOURNALIST: [],
        Role.MODERATOR: [],
        Role.TREASURER: [],
    }


def test_nobody_but_a_superuser_may_manage_users(house: Newsroom) -> None:
    granted = Group.objects.filter(
        permissions__content_type__app_label__in=["accounts", "auth"]
    ).exists()

    assert not granted


def test_a_journalist_adds_articles_but_neither_sections_nor_front_pages(house: Newsroom) -> None:
    section = make_section()
    journalist = make_user(role=Role.JOURNALIST)

    assert section.permissions_for_user(journalist).can_add_subpage()
    assert not house.french.permissions_for_user(journalist).can_add_subpage()
    root = Page.get_first_root_node()
    assert not root.specific.permissions_for_user(journalist).can_add_subpage()


def test_a_journalist_cannot_make_a_section_by_its_address(
    at_desk: Callable[..., Client], house: Newsroom
) -> None:
    url = reverse("wagtailadmin_pages:add", args=["newsroom", "sectionpage", house.french.pk])

    assert at_desk(Role.JOURNALIST).get(url).status_code == 302
    assert at_desk(Role.EDITOR).get(url).status_code == 200


def test_a_journalist_edits_own_articles_only_and_publishes_none(house: Newsroom) -> None:
    journalist = make_user(role=Role.JOURNALIST)
    own, foreign = make_article(live=False, owner=journalist), make_article(live=False)

    assert own.permissions_for_user(journalist).can_edit()
    assert not own.permissions_for_user(journalist).can_publish()
    assert not own.permissions_for_user(journalist).can_lock()
    assert not foreign.permissions_for_user(journalist).can_edit()


def test_an_editor_edits_publishes_and_locks_everything(house: Newsroom) -> None:
    editor = make_user(role=Role.EDITOR)
    permissions = make_article().permissions_for_user(editor)

    assert permissions.can_edit()
    assert permissions.can_publish()
    assert permissions.can_unpublish()
    assert permissions.can_lock()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.TREASURER])
def test_those_who_do_not_write_cannot_touch_articles(house: Newsroom, role: Role) -> None:
    permissions = make_article().permissions_for_user(make_user(role=role))

    assert not permissions.can_edit()
    assert not permissions.can_publish()
    assert not permissions.can_delete()


def test_setting_roles_up_again_takes_back_what_was_added(house: Newsroom) -> None:
    group = Group.objects.get(name=Role.JOURNALIST.value)
    before = set(group.page_permissions.values_list("permission__codename", flat=True))
    publish = GroupPagePermission.objects.filter(permission__codename="publish_page").first()
    GroupPagePermission.objects.create(
        group=group, page=house.french, permission=publish.permission
    )

    actions.set_up_roles()

    after = set(group.page_permissions.values_list("permission__codename", flat=True))
    assert before == after == {"add_page"}


def test_permissions_that_do_not_exist_yet_stop_the_setting_up(newsroom: Newsroom) -> None:
    Permission.objects.filter(codename="submit_translation").delete()

    with pytest.raises(UnknownPermission, match="submit_translation"):
        actions.set_up_roles()


def test_wagtails_own_groups_are_removed_unless_used(newsroom: Newsroom) -> None:
    Group.objects.create(name="Editors")
    make_user().groups.add(Group.objects.create(name="Moderators"))

    actions.set_up_roles()

    assert not Group.objects.filter(name="Editors").exists()
    assert Group.objects.filter(name="Moderators").exists()


def test_a_visitor_is_asked_to_log_in(house: Newsroom, client: Client) -> None:
    response = client.get(reverse("wagtailadmin_home"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("wagtailadmin_login"))
