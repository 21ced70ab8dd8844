"""The reference names every setting and every command, and none that does not exist."""

import re
from collections.abc import Iterator

import click
import pytest
from codebase import REPOSITORY

from obole.project import environment
from obole.project.command_line.program import program

REFERENCE = REPOSITORY / "docs/reference"
DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
KEYS = sorted(environment.keys())
# Read outside obole.toml: the folder it is in, and what must not be in it.
VARIABLES_WITHOUT_KEY = frozenset({"OBOLE_SITE", "OBOLE_SECRET_KEY"})
VARIABLES = {environment.PREFIX + key.upper() for key in KEYS} | VARIABLES_WITHOUT_KEY
CALL = re.compile(
    r"(?:^|\s)(?:\S*bin/)?obole(?: --site \S+| --quiet| -q| --debug)* ([a-z]+)\b", re.MULTILINE
)


def commands() -> dict[str, click.Command]:
    context = click.Context(program)
    return {
        name: command
        for name in program.list_commands(context)
        if (command := program.get_command(context, name)) is not None
    }


def options_of(command: click.Command) -> set[str]:
    names = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    own = {name for name in names if name.startswith("--")}
    # `obole import wordpress` has its options, `obole import` has none.
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union(*map(options_of, inner))


def sections() -> dict[str, str]:
    """Return what the reference says under each heading that names a command."""
    text = (REFERENCE / "commands.md").read_text()
    parts = re.split(r"^#+ .*`obole (\w+).*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def code_of(text: str) -> Iterator[str]:
    yield from re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("key", KEYS)
def test_a_setting_is_in_the_reference(key):
    text = (REFERENCE / "settings.md").read_text()

    assert f"`{key}`" in text
    assert f"`{environment.PREFIX}{key.upper()}`" in text


def test_the_documents_name_only_variables_that_exist():
    named = {
        (document.name, variable)
        for document in DOCUMENTS
        for variable in re.findall(r"\bOBOLE_[A-Z_]*[A-Z]\b", document.read_text())
    }

    assert {each for each in named if each[1] not in VARIABLES} == set()


def test_the_reference_has_the_commands_that_exist():
    assert set(sections()) == set(commands())


@pytest.mark.parametrize("name", commands())
def test_the_reference_has_the_options_of_a_command(name):
    documented = set(re.findall(r"--[a-z][a-z-]*", sections()[name]))

    assert options_of(commands()[name]) <= documented
    assert documented <= options_of(commands()[name]) | options_of(program) | {"--help"}


def test_the_documents_call_only_commands_that_exist():
    called = {
        (document.name, name)
        for document in DOCUMENTS
        if document.name != "architecture.md"  # It also tells of what is to come.
        for code in code_of(document.read_text())
        for name in CALL.findall(code)
    }

    assert {each for each in called if each[1] not in commands()} == set()
