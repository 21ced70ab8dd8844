"""Templates, like modules, only look downwards; each of them compiles and has one owner."""

import ast
import re
from pathlib import Path

import pytest
from codebase import SOURCE, app_of, floors, is_above, python_files
from django.template import TemplateDoesNotExist, engines

# The shell of every page is the project's: the page that fills it names it, as Django wants it.
SHELLS = frozenset({"shell.html"})
TEMPLATES = [
    path for folder in sorted(SOURCE.glob("*/templates")) for path in sorted(folder.rglob("*.*"))
]


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE / app_of(path) / "templates"))


def loaded_libraries(text: str) -> set[str]:
    groups = re.findall(r"{%\s*load ([^%]+?)\s*%}", text)
    return {name for group in groups for name in group.split(" from ")[-1].split()}


def named_templates(text: str) -> set[str]:
    return set(re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", text))


def owner_of_library(name: str) -> str | None:
    module = engines["django"].engine.libraries.get(name, "")
    return module.split(".")[1] if module.startswith("obole.") else None


def owner_of_template(name: str) -> str | None:
    if "/" in name and name.partition("/")[0] not in floors():
        return None  # A template of Wagtail or Django stays theirs when an app replaces it.
    origin = Path(engines["django"].get_template(name).origin.name)
    return app_of(origin) if origin.is_relative_to(SOURCE) else None


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles_and_looks_downwards(path):
    text = path.read_text()
    name = name_of(path)

    owners = {f"load {each}": owner_of_library(each) for each in loaded_libraries(text)}
    owners |= {each: owner_of_template(each) for each in named_templates(text) - SHELLS}

    assert Path(engines["django"].get_template(name).origin.name) == path, f"{name} has two owners."
    assert [
        reference
        for reference, owner in owners.items()
        if owner in floors() and is_above(owner, app_of(path))
    ] == []


def template_names_in_code() -> set[tuple[str, str]]:
    return {
        (str(path.relative_to(SOURCE)), node.value)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z_]+(/[a-z_]+)+\.(html|txt|xml)", node.value)
    }


def test_every_template_that_code_names_exists():
    missing = []
    for module, name in sorted(template_names_in_code()):
        try:
            engines["django"].get_template(name)
        except TemplateDoesNotExist:
            missing.append(f"{module}: {name}")

    assert missing == []
