"""The tables of `obole/project` are complete, and what they name can be called."""

import importlib
import inspect
import re
import typing

import pytest
from codebase import SOURCE

from obole.kernel.event import Event
from obole.project.schedule import SCHEDULE
from obole.project.subscriptions import SUBSCRIPTIONS

REACTIONS = [
    (subscription.event, reaction)
    for subscription in SUBSCRIPTIONS
    for reaction in (*subscription.now, *subscription.later)
]


def modules_named(name: str) -> list[typing.Any]:
    return [
        importlib.import_module(f"obole.{path.parent.name}.{name}")
        for path in sorted(SOURCE.glob(f"*/{name}.py"))
    ]


def defined_in(module: typing.Any) -> list[typing.Any]:
    return [
        each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__
    ]


def test_every_event_has_a_line():
    events = {
        each
        for module in modules_named("events")
        for each in defined_in(module)
        if isinstance(each, type) and issubclass(each, Event)
    }

    assert events
    assert {subscription.event for subscription in SUBSCRIPTIONS} == events


def test_every_reaction_is_in_a_line():
    reactions = {
        each
        for module in modules_named("reactions")
        for name, each in vars(module).items()
        if inspect.isfunction(each) and each.__module__ == module.__name__ and name[0] != "_"
    }

    assert {reaction for _, reaction in REACTIONS} == reactions


@pytest.mark.parametrize(
    ("event", "reaction"), REACTIONS, ids=[reaction.__name__ for _, reaction in REACTIONS]
)
def test_a_reaction_takes_the_event_and_returns_nothing(event, reaction):
    parameters = list(inspect.signature(reaction).parameters)
    hints = typing.get_type_hints(reaction)

    assert parameters == ["event"]
    accepted = typing.get_args(hints["event"]) or (hints["event"],)
    assert any(issubclass(event, each) for each in accepted)
    assert hints["return"] is type(None)


@pytest.mark.parametrize(
    "reaction", list(dict.fromkeys(each for _, each in REACTIONS)), ids=lambda r: r.__name__
)
def test_a_reaction_says_what_it_does(reaction):
    assert re.fullmatch(r"obole\.\w+\.reactions", reaction.__module__)
    assert not reaction.__name__.startswith(("on_", "handle_", "when_"))


def test_the_schedule_has_lines_with_names_of_their_own():
    names = [line.name for line in SCHEDULE]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("line", SCHEDULE, ids=lambda line: line.name)
def test_a_scheduled_function_needs_no_argument(line):
    inspect.signature(line.run).bind()
