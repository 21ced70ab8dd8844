"""What `obole.toml` and OBOLE_* may say, and how what is wrong is told."""

import pytest

from obole.project.environment import (
    Environment,
    UnusableSettings,
    keys,
    read_environment,
)
from obole.project.setting_rules import split_bind
from obole.project.site_folder import settings_text

KEY = {"OBOLE_SECRET_KEY": "k" * 40}


def written(folder, text):
    (folder / "obole.toml").write_text(text, encoding="utf-8")
    return folder


def problems_of(folder, variables=KEY):
    with pytest.raises(UnusableSettings) as caught:
        read_environment(site=folder, variables=variables)
    return caught.value.problems


def test_an_empty_file_gives_the_defaults(tmp_path):
    environment = read_environment(site=written(tmp_path, ""), variables=KEY)

    assert environment == Environment(site=tmp_path, secret_key="k" * 40)


def test_a_variable_goes_before_the_file(tmp_path):
    site = written(tmp_path, 'language = "fr"\nworkers = 3')

    environment = read_environment(
        site=site, variables=KEY | {"OBOLE_LANGUAGE": "en", "OBOLE_DEBUG": "true"}
    )

    assert (environment.language, environment.workers, environment.debug) == ("en", 3, True)


def test_a_folder_without_the_file_is_no_site(tmp_path):
    assert problems_of(tmp_path) == [
        f"{tmp_path} is no site: it has no obole.toml. Make one with: obole init {tmp_path}"
    ]


def test_every_problem_is_listed_with_its_line(tmp_path):
    site = written(
        tmp_path,
        "\n".join(
            [
                "# A comment",
                'language = "de"',
                'workers = "many"',
                'colour = "red"',
                'address = "example.org"',
                "debug = 1",
                'bind = "8000"',
                'time_zone = "Mars/Olympus"',
                "[mail]",
                'url = "smtp://localhost"',
            ]
        ),
    )

    problems = problems_of(site)

    assert [problem.split(":")[0] for problem in problems if "unknown" in problem] == [
        "obole.toml, line 4",
        "obole.toml, line 9",
    ]
    assert "obole.toml, line 2: language must be fr or en." in problems
    assert "obole.toml, line 3: workers must be a whole number, not 'many'." in problems
    assert "obole.toml, line 6: debug must be true or false, not 1." in problems
    assert any(problem.startswith("obole.toml, line 5: address must be") for problem in problems)
    assert any(problem.startswith("obole.toml, line 7: bind must be") for problem in problems)
    assert any(problem.startswith("obole.toml, line 8: time_zone must") for problem in problems)
    assert len(problems) == 8


def test_a_file_that_is_no_toml_is_told_with_line_and_column(tmp_path):
    (problem,) = problems_of(written(tmp_path, 'language = "fr"\nworkers = = 2'))

    assert problem.startswith("obole.toml: not valid TOML: ")
    assert "line 2, column 11" in problem


def test_a_wrong_variable_is_named_as_a_variable(tmp_path):
    variables = KEY | {"OBOLE_WORKERS": "two", "OBOLE_LANGUAGE": "de", "OBOLE_DEBUG": "maybe"}

    assert problems_of(written(tmp_path, ""), variables) == [
        "OBOLE_WORKERS must be a whole number, not 'two'.",
        "OBOLE_DEBUG must be true or false, not 'maybe'.",
        "OBOLE_LANGUAGE must be fr or en.",
    ]


def test_a_missing_secret_key_is_told_beside_the_other_problems(tmp_path):
    problems = problems_of(written(tmp_path, 'language = "de"'), {})

    assert len(problems) == 2
    assert problems[0] == "obole.toml, line 1: language must be fr or en."
    assert problems[1].startswith(f"The secret key {tmp_path / 'var/secrets/secret-key'} cannot")


def test_a_short_secret_key_is_refused_and_never_shown(tmp_path):
    (problem,) = problems_of(written(tmp_path, ""), {"OBOLE_SECRET_KEY": "hunter2"})

    assert problem == "OBOLE_SECRET_KEY is too short: it needs 32 random characters."


def test_the_secret_key_is_read_from_its_file(tmp_path):
    site = written(tmp_path, "")
    (site / "var/secrets").mkdir(parents=True)
    (site / "var/secrets/secret-key").write_text("s" * 43 + "\n", encoding="ascii")

    environment = read_environment(site=site, variables={})

    assert environment.secret_key == "s" * 43
    assert "s" * 43 not in repr(environment)


@pytest.mark.parametrize(
    "line",
    [
        'address = "ftp://example.org"',
        'address = "https://example.org/news"',
        'address = "https://example.org:99999"',
        'address = "https://me:secret@example.org"',
        'bind = "127.0.0.1:0"',
        'bind = "127.0.0.1:65536"',
        'bind = ":8000"',
        'bind = "127.0.0.1:²"',
        "workers = 0",
        "workers = 65",
        'database_url = "mysql://localhost/obole"',
        'database_url = "postgresql://localhost"',
        'mail_url = "https://localhost"',
        'mail_url = "smtp://"',
        'mail_url = "smtp://host:port"',
        'mail_from = "the newsroom"',
    ],
)
def test_values_that_cannot_work_are_refused(tmp_path, line):
    (problem,) = problems_of(written(tmp_path, line))

    assert problem.startswith(f"obole.toml, line 1: {line.split()[0]} must be ")


@pytest.mark.parametrize(
    "line",
    [
        'address = "https://example.org"',
        'address = "http://localhost:8000/"',
        'bind = "[::1]:8000"',
        'bind = "0.0.0.0:80"',
        'database_url = "postgresql://me:p%40ss@db:5432/obole"',
        'database_url = "postgresql:///obole?host=/run/postgresql"',
        'mail_url = "smtps://me:secret@mail.example.org:465"',
        'mail_from = "La rédaction <redaction@example.org>"',
    ],
)
def test_values_that_work_are_taken(tmp_path, line):
    key, _, value = line.partition(" = ")

    environment = read_environment(site=written(tmp_path, line), variables=KEY)

    assert getattr(environment, key) == value.strip('"')


def test_the_file_that_init_writes_can_be_read_back(tmp_path):
    chosen = {"language": "en", "address": "https://example.org", "time_zone": "Europe/Lisbon"}

    environment = read_environment(site=written(tmp_path, settings_text(chosen)), variables=KEY)

    assert {key: getattr(environment, key) for key in chosen} == chosen
    assert environment.workers == 2


def test_the_file_that_init_writes_shows_every_key_with_its_default():
    text = settings_text({})

    assert all(f"\n# {key} = " in text for key in keys())
    switched_on = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line)
    assert len(switched_on.splitlines()) == len(keys())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("[::1]:8000", ("::1", 8000)),
        ("localhost:1", ("localhost", 1)),
        ("8000", None),
        ("host:", None),
        ("host:http", None),
    ],
)
def test_a_bind_is_a_host_and_a_port(text, address):
    assert split_bind(text) == address
