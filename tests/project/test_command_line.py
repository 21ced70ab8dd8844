"""The command `obole` as a person or a script meets it: exit codes and sentences."""

import errno
import socket
import sqlite3
import stat

import pytest
from click.testing import CliRunner
from running import PASSWORD, obole

from obole.project.command_line import init as init_module
from obole.project.command_line import program as program_module
from obole.project.refusals import Refusal


def rows(site, query):
    with sqlite3.connect(site / "var/obole.sqlite3") as database:
        return database.execute(query).fetchall()


def said(monkeypatch, capsys, error, *arguments):
    """Return the exit code and what `main` says when a command fails with this error."""

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(program_module.program, "main", fail)
    with pytest.raises(SystemExit) as leaving:
        program_module.main(list(arguments))
    return leaving.value.code, capsys.readouterr().err


def test_help_lists_every_command_without_starting_django():
    answer = CliRunner().invoke(program_module.program, ["--help"])

    assert answer.exit_code == 0
    for name in program_module.COMMANDS:
        assert f"\n  {name} " in answer.output


def test_a_folder_that_is_no_site_is_told_in_one_sentence(tmp_path):
    answer = obole("--site", tmp_path, "serve")

    assert answer.returncode == 1
    assert answer.stderr == (
        f"{tmp_path} is no site: it has no obole.toml. Make one with: obole init {tmp_path}\n"
    )


def test_every_problem_of_the_settings_is_told(tmp_path):
    (tmp_path / "obole.toml").write_text('language = "de"\nport = 1\n')

    answer = obole("--site", tmp_path, "doctor", OBOLE_SECRET_KEY="k" * 40)

    assert answer.returncode == 1
    assert [line.split(":")[0] for line in answer.stderr.splitlines()] == [
        "obole.toml, line 2",
        "obole.toml, line 1",
    ]


def test_an_error_that_nobody_foresaw_is_one_line_and_a_traceback_on_request(monkeypatch, capsys):
    code, told = said(monkeypatch, capsys, KeyError("surprise"))
    assert code == 1
    assert told.count("\n") == 1
    assert "unexpected" in told

    code, told = said(monkeypatch, capsys, KeyError("surprise"), "--debug")
    assert code == 1
    assert "Traceback" in told


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "no", "/srv"), "The disk is full (/srv)"),
        (OSError(errno.EACCES, "no", "/srv"), "No right to read or write (/srv)"),
        (sqlite3.OperationalError("database is locked"), "locked by another program"),
        (Refusal("Not today: come back."), "Not today: come back."),
    ],
)
def test_what_goes_wrong_is_one_sentence(monkeypatch, capsys, error, words):
    code, told = said(monkeypatch, capsys, error)

    assert code == 1
    assert words in told
    assert told.count("\n") == 1


def test_ctrl_c_is_no_failure_of_the_program(monkeypatch, capsys):
    assert said(monkeypatch, capsys, KeyboardInterrupt()) == (130, "Stopped.\n")


def test_init_wants_name_and_address_of_a_script():
    answer = CliRunner().invoke(program_module.program, ["init", "nowhere", "--no-input"])

    assert answer.exit_code == 2
    assert "--name and --email must be given" in answer.output


def test_init_asks_for_what_it_was_not_told(monkeypatch, tmp_path):
    asked = {}

    def make(_invocation, _environment, answers, _password, *, no_input):
        asked["answers"], asked["no_input"] = answers, no_input

    monkeypatch.setattr(init_module, "_make", make)
    monkeypatch.setattr(init_module.Invocation, "load_django", lambda *_, **__: None)
    replies = ["La Gazette", "Association", "en", "", "", "eva@example.org", "Eva", "Luna"]

    answer = CliRunner().invoke(
        program_module.program, ["init", str(tmp_path / "site")], input="\n".join(replies) + "\n"
    )

    assert answer.exit_code == 0, answer.output
    assert not asked["no_input"]
    assert asked["answers"] == init_module.Answers(
        name="La Gazette",
        legal_name="Association",
        language="en",
        time_zone="Europe/Paris",
        address="http://localhost:8000",
        email="eva@example.org",
        first_name="Eva",
        last_name="Luna",
    )


def test_a_made_site_has_private_secrets_and_databases(made_site):
    private = [*(made_site / "var/secrets").iterdir(), *(made_site / "var").glob("*.sqlite3")]

    assert len(private) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert (made_site / "var/static/staticfiles.json").is_file()


def test_a_made_site_has_its_administrator_roles_and_front_pages(made_site):
    assert rows(made_site, "SELECT email, is_superuser FROM accounts_user") == [
        ("eva@example.org", 1)
    ]
    ((digest,),) = rows(made_site, "SELECT password FROM accounts_user")
    assert digest.startswith("argon2$argon2id$")
    assert PASSWORD not in digest
    names = {name for (name,) in rows(made_site, "SELECT name FROM auth_group")}
    assert names >= {"administrator", "editor", "journalist", "moderator", "treasurer"}
    assert len(rows(made_site, "SELECT 1 FROM newsroom_homepage")) == 2


def test_init_on_a_site_says_so_and_changes_nothing(made_site):
    before = {path: path.stat().st_mtime_ns for path in made_site.rglob("*") if path.is_file()}

    answer = obole("init", made_site, "--no-input", "--name", "Other", "--email", "a@example.org")

    assert answer.returncode == 0
    assert answer.stdout == f"{made_site} is a site already: nothing was changed.\n"
    assert before == {
        path: path.stat().st_mtime_ns for path in made_site.rglob("*") if path.is_file()
    }


def test_init_refuses_a_file_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "site").write_text("a letter")

    answer = obole(
        "init", tmp_path / "site", "--no-input", "--name", "X", "--email", "a@example.org"
    )

    assert answer.returncode == 1
    assert answer.stderr == f"{tmp_path / 'site'} is a file: give the name of a folder.\n"


def test_init_refuses_a_weak_password_and_can_be_run_again(tmp_path):
    options = ["--no-input", "--name", "X", "--email", "not an address", "--password-file", "-"]

    answer = obole("init", tmp_path / "site", *options, stdin="12345678\n")

    assert answer.returncode == 1
    assert "not an address" in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert not (tmp_path / "site/var/obole.sqlite3").exists()
    assert (tmp_path / "site/var/being-made").exists()


def test_the_doctor_tells_what_is_well_and_fails_for_what_is_not(made_site):
    key = made_site / "var/secrets/secret-key"
    key.chmod(0o644)
    try:
        answer = obole("--site", made_site, "doctor")
    finally:
        key.chmod(0o600)

    assert answer.returncode == 1
    failures = [line for line in answer.stdout.splitlines() if line.startswith("fail")]
    assert failures == [f"fail  Secrets: others can read {key}. Run: chmod go= {key}"]
    assert "ok    Database: default is whole." in answer.stdout
    assert "warn  Workers: none is alive" in answer.stdout


def test_upgrading_twice_changes_nothing(made_site):
    answer = obole("--site", made_site, "upgrade")

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "Migrations applied: 0.\nStatic files: unchanged.\n"


def test_explain_needs_no_site(tmp_path):
    answer = obole("--site", tmp_path, "explain", "ArticlePublished")

    assert answer.returncode == 0, answer.stderr
    assert "  page_id: int" in answer.stdout
    assert not list(tmp_path.iterdir())


def test_manage_is_djangos_own(made_site):
    answer = obole("--site", made_site, "manage", "check", "--fail-level", "WARNING")

    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stderr + answer.stdout


def test_demo_refuses_a_port_in_use_before_it_makes_anything(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = obole("demo", tmp_path / "demo", "--port", port)

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {port} of 127.0.0.1 is in use: stop the program")
    assert not list(tmp_path.iterdir())


def test_demo_leaves_a_site_of_somebody_else_alone(made_site):
    before = rows(made_site, "SELECT hostname, port FROM wagtailcore_site")

    answer = obole("demo", made_site)

    assert answer.returncode == 1
    assert "is a site, but not the demonstration" in answer.stderr
    assert rows(made_site, "SELECT hostname, port FROM wagtailcore_site") == before
