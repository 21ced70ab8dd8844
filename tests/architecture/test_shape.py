"""Files fit in a sitting, functions on a screen, and nothing is called odds and ends."""

import ast
import re

from codebase import REPOSITORY, python_files

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 39
ODDS_AND_ENDS = re.compile(r"(^|_)(utils?|helpers?|common|misc|base|managers?|tools)(_|$)")


def test_files_fit_in_a_sitting():
    lengths = {path: len(path.read_text().splitlines()) for path in python_files()}

    assert {
        str(path.relative_to(REPOSITORY)): length
        for path, length in lengths.items()
        if length > LINES_OF_A_FILE
    } == {}


def test_functions_fit_on_a_screen():
    functions = [
        (f"{path.relative_to(REPOSITORY)}:{node.lineno} {node.name}", node)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    lengths = {place: node.end_lineno - node.lineno + 1 for place, node in functions}

    assert functions
    assert {
        place: length for place, length in lengths.items() if length > LINES_OF_A_FUNCTION
    } == {}


def test_there_is_no_drawer_of_odds_and_ends():
    names = {path for path in python_files() for part in path.parts if part != "tools"}

    assert [
        str(path.relative_to(REPOSITORY))
        for path in sorted(names)
        if any(ODDS_AND_ENDS.search(part) for part in (path.stem, path.parent.name))
    ] == []
