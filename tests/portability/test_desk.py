"""A site moves in through the desk: brought, rehearsed, imported in slices, reported."""

import errno
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from factories import Newsroom, make_article, make_user
from made_exports import export
from moving_in import NOW, attachment, bring_in, comment, file_of, page_of, post

from obole.accounts.roles import Role
from obole.foundation import clock
from obole.foundation.models import BackgroundTask
from obole.foundation.worker import run_ready_tasks
from obole.newsroom.models import ArticlePage
from obole.portability import actions, receiving
from obole.portability.actions import slices
from obole.portability.actions.delivering import options_of
from obole.portability.models import Delivery, ImportRun, SourceRecord, State
from obole.portability.rules import hindrances, refusals
from obole.project.founding import set_up_roles

IMPORTS = "portability_imports"
DELIVER = "portability_deliver"


@pytest.fixture
def folder(newsroom: Newsroom) -> Path:
    """Give the folder in which uploaded exports are kept, empty."""
    set_up_roles()
    found = django_settings.ENVIRONMENT.var / "imports"
    for file in found.glob("*") if found.is_dir() else ():
        file.unlink()
    return found


@pytest.fixture
def desk(folder: Path) -> Client:
    """Give a client for whom an administrator is logged in."""
    return desk_of(Role.ADMINISTRATOR)


def desk_of(role: Role) -> Client:
    client = Client()
    client.force_login(
        make_user(role=role, password=None) if role is not Role.ADMINISTRATOR else administrator(),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def administrator():
    user = make_user(role=Role.ADMINISTRATOR)
    set_up_roles()
    return user


def deliver(client: Client, content: str | bytes, **fields: object):
    """Post the form with a file of this content, and follow it."""
    data = content.encode() if isinstance(content, str) else content
    chosen = {"time_zone": "Europe/Paris", "keeps_commenters": "on", **fields}
    file = SimpleUploadedFile("export.xml", data, "text/xml")
    return client.post(reverse(DELIVER), {**chosen, "file": file}, secure=True, follow=True)


def press(client: Client, delivery: Delivery, verb: str):
    url = reverse("portability_change_delivery", args=[delivery.pk, verb])
    return client.post(url, secure=True, follow=True)


def page_text(client: Client, delivery: Delivery) -> str:
    url = reverse("portability_delivery", args=[delivery.pk])
    return client.get(url, secure=True).content.decode()


def delivered() -> Delivery:
    return Delivery.objects.get()


SITE = export(
    post(1, title="Le budget", inside=comment(5)),
    post(2, title="Le canal", content="<script>x</script><p>Vu.</p>"),
    attachment(3, "2020/place.jpg"),
)


def test_a_site_is_brought_rehearsed_and_imported(desk: Client, folder: Path) -> None:
    deliver(desk, SITE)
    run_ready_tasks()
    rehearsed = page_text(desk, delivered())

    press(desk, delivered(), "import")
    run_ready_tasks()

    assert delivered().state == State.DONE
    assert "Ceci est ce qui serait importé" in rehearsed
    assert sorted(ArticlePage.objects.values_list("title", flat=True)) == ["Le budget", "Le canal"]
    assert delivered().run.report["posts"]["imported"] == 2
    assert list(folder.iterdir()) == []


def test_a_rehearsal_changes_nothing(desk: Client) -> None:
    deliver(desk, SITE)

    run_ready_tasks()

    assert delivered().rehearsal["posts"]["imported"] == 2
    assert not ArticlePage.objects.exists()
    assert not ImportRun.objects.exists()


def test_what_was_chosen_is_what_is_done(desk: Client) -> None:
    chosen = {"language": "en", "time_zone": "Asia/Tokyo", "is_recovering": "on"}
    deliver(desk, SITE, trusts_approved="on", **chosen)

    delivery = delivered()
    assert (delivery.language, delivery.time_zone) == ("en", "Asia/Tokyo")
    assert delivery.is_recovering
    assert delivery.is_offline
    assert delivery.keeps_commenters
    assert delivery.trusts_approved


def test_what_was_approved_is_trusted_only_when_the_box_is_ticked(desk: Client) -> None:
    deliver(desk, SITE)
    trusts_nothing = delivered()
    deliver(desk, SITE, trusts_approved="on")

    assert not options_of(trusts_nothing).trusts_approved
    assert options_of(Delivery.objects.latest("pk")).trusts_approved


def test_the_report_lists_by_name_with_links_to_the_forms(desk: Client) -> None:
    deliver(desk, SITE)
    run_ready_tasks()
    press(desk, delivered(), "import")
    run_ready_tasks()

    page = page_text(desk, delivered())

    assert reverse("wagtailadmin_pages:edit", args=[page_of(2).pk]) in page
    assert "Un script a été enlevé" in page
    assert "place.jpg" in page


def test_the_report_can_be_taken_away_as_json(desk: Client) -> None:
    deliver(desk, SITE)
    run_ready_tasks()
    press(desk, delivered(), "import")
    run_ready_tasks()

    url = reverse("portability_delivery_report", args=[delivered().pk])
    answer = desk.get(url, secure=True)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content) == delivered().run.report


def test_an_import_advances_in_slices_that_let_other_tasks_in(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    deliver(desk, export(*(post(number) for number in range(1, 41))))
    run_ready_tasks()
    press(desk, delivered(), "import")

    run_ready_tasks()

    done = BackgroundTask.objects.filter(args_kwargs__kwargs__reaction__endswith="advance_delivery")
    assert delivered().state == State.DONE
    assert done.count() > 3
    assert ArticlePage.objects.count() == 40


def test_a_stopped_import_goes_on_where_it_was(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    deliver(desk, export(*(post(number) for number in range(1, 21))))
    run_ready_tasks()
    press(desk, delivered(), "import")
    actions.advance_delivery(delivery_id=delivered().pk, turn=delivered().turn, now=NOW)

    press(desk, delivered(), "stop")
    run_ready_tasks()
    made = ArticlePage.objects.count()
    is_at_rest = (delivered().state, delivered().run.is_finished) == (State.STOPPED, False)
    press(desk, delivered(), "import")
    run_ready_tasks()

    assert is_at_rest
    assert made < 20
    assert delivered().state == State.DONE
    assert ArticlePage.objects.count() == 20


def test_of_two_tasks_with_the_same_turn_one_goes_on(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    deliver(desk, SITE)
    run_ready_tasks()
    actions.begin_import(delivery_id=delivered().pk, now=NOW)
    turn = delivered().turn

    for _ in range(2):
        actions.advance_delivery(delivery_id=delivered().pk, turn=turn, now=NOW)

    waiting = BackgroundTask.objects.ready().filter(
        args_kwargs__kwargs__event__payload__turn=turn + 1
    )
    assert delivered().turn == turn + 1
    assert waiting.count() == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("<html><body>no</body></html>", refusals.WEB_PAGE),
        (b"PK\x03\x04rest", refusals.ARCHIVE),
        ('{"a": 1}', refusals.JSON),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", refusals.FEED),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(
    desk: Client, content: str | bytes, refusal: str
) -> None:
    deliver(desk, content)

    run_ready_tasks()

    assert (delivered().state, delivered().refusal) == (State.REFUSED, refusal)
    with translation.override("fr"):
        assert translation.gettext(refusal) in page_text(desk, delivered())


def test_a_damaged_file_names_the_line_and_can_be_read_as_far_as_it_goes(desk: Client) -> None:
    damaged = SITE.replace("<title>Le canal</title>", "<title>Le canal</titel>")
    deliver(desk, damaged)
    run_ready_tasks()
    page = page_text(desk, delivered())

    press(desk, delivered(), "recover")
    run_ready_tasks()

    assert "Ligne" in page
    assert delivered().state == State.REHEARSED
    assert len(delivered().rehearsal["problems"]) == 1
    assert delivered().rehearsal["posts"]["imported"] == 1


def test_an_empty_file_is_refused_at_once(desk: Client, folder: Path) -> None:
    answer = deliver(desk, b"")

    assert "Le fichier est vide." in answer.content.decode()
    assert not Delivery.objects.exists()
    assert list(folder.iterdir()) == []


def test_a_file_that_is_too_large_is_not_kept(
    desk: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MAX_FILE_BYTES", 100)

    answer = deliver(desk, SITE)

    with translation.override("fr"):
        assert translation.gettext(hindrances.TOO_LARGE) in answer.content.decode()
    assert not Delivery.objects.exists()
    assert list(folder.iterdir()) == []


def test_a_file_that_the_disk_has_no_room_for_is_refused_before_it_comes(
    desk: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 10

    monkeypatch.setattr(receiving.shutil, "disk_usage", lambda path: Full)

    answer = deliver(desk, SITE)

    with translation.override("fr"):
        assert translation.gettext(hindrances.NO_ROOM) in answer.content.decode()
    assert list(folder.iterdir()) == []


def test_without_a_file_the_form_asks_for_one(desk: Client) -> None:
    answer = desk.post(reverse(DELIVER), {"time_zone": "Europe/Paris"}, secure=True)

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"file"}


def test_a_forged_form_is_refused_and_its_file_not_kept(folder: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator(), backend="django.contrib.auth.backends.ModelBackend")

    answer = deliver(client, SITE)

    assert answer.status_code == 403
    assert not Delivery.objects.exists()
    assert list(folder.iterdir()) == []


def test_a_full_disk_stops_the_import_and_loses_nothing(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(desk, SITE)
    run_ready_tasks()
    press(desk, delivered(), "import")

    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(slices, "advance_import", full)
        run_ready_tasks()
    stopped = (delivered().state, delivered().refusal)
    press(desk, delivered(), "import")
    run_ready_tasks()

    assert stopped == (State.STOPPED, hindrances.DISK_FULL)
    assert delivered().state == State.DONE


def test_a_fault_of_ours_is_tried_again_and_not_hidden(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(desk, SITE)
    run_ready_tasks()
    press(desk, delivered(), "import")

    def broken(**_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(slices, "advance_import", broken)
    run_ready_tasks()

    task = BackgroundTask.objects.get(args_kwargs__kwargs__reaction__endswith="advance_delivery")
    assert "Input/output error" in task.last_error
    assert delivered().state == State.IMPORTING


def test_a_rehearsal_that_takes_long_says_how_far_it_came(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "REHEARSAL_SECONDS", 0.0)
    deliver(desk, SITE)

    run_ready_tasks()

    assert delivered().state == State.REHEARSED
    assert delivered().rehearsal["posts"]["found"] == 0


def test_work_that_nobody_hears_of_is_said_to_be_quiet(desk: Client) -> None:
    deliver(desk, SITE)
    Delivery.objects.update(advanced_at=clock.now() - timedelta(minutes=10))

    page = page_text(desk, delivered())

    assert reverse("foundation_given_up_tasks") in page


def test_a_script_is_told_how_far_the_work_is(desk: Client) -> None:
    deliver(desk, SITE)
    Delivery.objects.update(done=30, total=60)

    url = reverse("portability_delivery_progress", args=[delivered().pk])
    said = desk.get(url, secure=True).json()

    assert (said["percent"], said["state"], said["is_at_work"]) == (50, "rehearsing", True)


def test_a_file_that_is_not_wanted_is_deleted(desk: Client, folder: Path) -> None:
    deliver(desk, SITE)
    run_ready_tasks()

    press(desk, delivered(), "discard")

    assert not Delivery.objects.exists()
    assert list(folder.iterdir()) == []


def test_a_button_that_comes_too_late_does_nothing(desk: Client) -> None:
    deliver(desk, SITE)

    answer = press(desk, delivered(), "import")

    assert delivered().state == State.REHEARSING
    assert "n’était plus possible" in answer.content.decode()


def test_the_list_has_the_imports_of_the_command_too(desk: Client, tmp_path: Path) -> None:
    run = bring_in(file_of(tmp_path, post(7), name="from-the-command.xml"))

    page = desk.get(reverse(IMPORTS), secure=True).content.decode()
    report = desk.get(reverse("portability_run", args=[run.pk]), secure=True).content.decode()

    assert "from-the-command.xml" in page
    assert "Ce qui a été importé" in report


def test_folders_of_files_are_those_of_the_site_and_no_others(desk: Client) -> None:
    folder = django_settings.ENVIRONMENT.site / "imports/lantern"
    folder.mkdir(parents=True, exist_ok=True)

    offered = desk.get(reverse(DELIVER), secure=True).context["form"].fields["uploads_folder"]
    refused = deliver(desk, SITE, uploads_folder="../var")
    deliver(desk, SITE, uploads_folder="lantern")

    assert ("lantern", "lantern") in offered.choices
    assert "uploads_folder" in refused.context["form"].errors
    assert delivered().uploads_folder == "lantern"


def test_a_folder_that_was_taken_away_stops_the_import(desk: Client) -> None:
    deliver(desk, SITE)
    Delivery.objects.update(uploads_folder="gone")

    run_ready_tasks()

    assert (delivered().state, delivered().refusal) == (State.REFUSED, hindrances.FOLDER_GONE)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_see_nothing_of_imports(desk: Client, role: Role) -> None:
    deliver(desk, SITE)
    delivery = delivered()
    client = desk_of(role)
    set_up_roles()
    urls = [
        reverse(IMPORTS),
        reverse(DELIVER),
        reverse("portability_delivery", args=[delivery.pk]),
        reverse("portability_delivery_progress", args=[delivery.pk]),
        reverse("portability_delivery_report", args=[delivery.pk]),
    ]

    answers = {client.get(url, secure=True).status_code for url in urls}
    press(client, delivery, "discard")

    assert answers == {302}
    assert delivered() == delivery
    home = client.get(reverse("wagtailadmin_home"), secure=True).content.decode()
    assert reverse(IMPORTS) not in home


def test_administrators_find_it_in_the_menu(desk: Client) -> None:
    page = desk.get(reverse("wagtailadmin_home"), secure=True).content.decode()

    assert reverse(IMPORTS) in page


def test_setting_the_roles_up_twice_keeps_the_permission(newsroom: Newsroom) -> None:
    user = administrator()

    set_up_roles()

    assert type(user).objects.get(pk=user.pk).has_perm("portability.import_site")


def test_what_is_to_be_looked_at_stands_in_the_form_until_somebody_has(
    desk: Client, tmp_path: Path
) -> None:
    bring_in(file_of(tmp_path, post(2, content="<script>x</script><p>Vu.</p>")))
    editor, page = desk_of(Role.EDITOR), page_of(2)
    form = reverse("wagtailadmin_pages:edit", args=[page.pk])
    dismiss = reverse("portability_dismiss_flags", args=[page.pk])

    before = editor.get(form, secure=True).content.decode()
    answer = editor.post(dismiss, secure=True)
    after = editor.get(form, secure=True).content.decode()

    assert "Un script a été enlevé" in before
    assert answer.status_code == 204
    assert "Un script a été enlevé" not in after


def test_the_list_of_what_is_to_be_looked_at_is_worked_through(
    desk: Client, tmp_path: Path
) -> None:
    bring_in(file_of(tmp_path, post(2, content="<script>x</script><p>Vu.</p>"), post(3)))
    editor = desk_of(Role.EDITOR)
    listed = editor.get(reverse("portability_flags"), secure=True).content.decode()
    dismiss = reverse("portability_dismiss_flags", args=[page_of(2).pk])

    answer = editor.post(dismiss, {"from_report": "1"}, secure=True, follow=True)

    assert "Post 2" in listed
    assert "Post 3" not in listed
    assert SourceRecord.objects.get(kind="post", key="2").open_flags == []
    assert "Rien d’un import ne reste à regarder." in answer.content.decode()


def test_an_article_that_no_import_knows_has_no_notice(desk: Client) -> None:
    article = make_article()

    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    page = desk_of(Role.EDITOR).get(url, secure=True).content.decode()

    assert "desk-import-notice" not in page


def test_whoever_may_not_edit_a_page_takes_nothing_off_the_list(
    desk: Client, tmp_path: Path
) -> None:
    bring_in(file_of(tmp_path, post(2, content="<script>x</script><p>Vu.</p>")))

    url = reverse("portability_dismiss_flags", args=[page_of(2).pk])
    desk_of(Role.JOURNALIST).post(url, secure=True)

    assert SourceRecord.objects.get(kind="post", key="2").open_flags != []


def test_the_pages_hold_no_inline_script(desk: Client) -> None:
    deliver(desk, SITE)
    urls = [reverse(IMPORTS), reverse(DELIVER), reverse("portability_flags")]
    urls.append(reverse("portability_delivery", args=[delivered().pk]))

    pages = {url: desk.get(url, secure=True).content.decode() for url in urls}

    assert {url for url, page in pages.items() if "onclick" in page or 'style="' in page} == set()
