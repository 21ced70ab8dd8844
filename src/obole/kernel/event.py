"""Facts that apps announce: frozen dataclasses of JSON values, found again by name."""

import inspect
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]

_PLAIN_TYPES: tuple[type, ...] = (NoneType, bool, int, float, str)
_registry: dict[str, type["Event"]] = {}


class UnknownEvent(LookupError):
    """No event has this name: it was renamed, or its app is not installed."""


class UnfitPayload(ValueError):
    """The values do not fit the fields of the event."""


class NameTaken(TypeError):
    """Two event classes have the same name, or a field is called `name`."""


@dataclass(frozen=True)
class Event:
    """A fact: something that has happened. Subclasses are frozen dataclasses in the past tense.

    The class name is what is stored, so renaming a class orphans the facts that wait in the
    database. A new field needs a default for the same reason.
    """

    name: ClassVar[str] = "Event"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "name" in inspect.get_annotations(cls):
            raise NameTaken(f"{_address(cls)}: `name` is the name of the event, not a field.")
        cls.name = cls.__name__
        known = _registry.get(cls.name)
        # @dataclass(slots=True) makes the class a second time: the later one counts.
        if known is not None and _address(known) != _address(cls):
            raise NameTaken(f"{_address(cls)} has the name of the event {_address(known)}.")
        _registry[cls.name] = cls

    def to_json(self) -> dict[str, JsonValue]:
        """Return the event as `{"name": ..., "payload": {...}}`, which `from_json` reads back.

        Raise UnfitPayload when a value is not of the type that its field declares.
        """
        payload = asdict(self)
        _check(type(self), payload)
        return {"name": self.name, "payload": payload}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the event that `to_json` wrote.

        Called on `Event` it finds the class by its name; called on a class it insists on it.
        Raise UnknownEvent or UnfitPayload.
        """
        name, payload = data.get("name"), data.get("payload")
        if not isinstance(name, str) or not isinstance(payload, Mapping):
            raise UnfitPayload('An event is stored as {"name": ..., "payload": {...}}.')
        event_type = event_named(name)
        if not issubclass(event_type, cls):
            raise UnfitPayload(f"{name} is not a {cls.__name__}.")
        _check(event_type, payload)
        return event_type(**payload)


def event_named(name: str) -> type[Event]:
    """Return the event class of this name, or raise UnknownEvent."""
    try:
        return _registry[name]
    except KeyError:
        raise UnknownEvent(f"No event is called {name!r}.") from None


def all_events() -> list[type[Event]]:
    """Return every event class that has been imported, sorted by name."""
    return [_registry[name] for name in sorted(_registry)]


def _address(event_type: type[Event]) -> str:
    return f"{event_type.__module__}.{event_type.__name__}"


def _check(event_type: type[Event], payload: Mapping[str, Any]) -> None:
    hints = get_type_hints(event_type)
    declared = {field.name: field for field in fields(event_type)}
    problems = [f"no field is called {key!r}" for key in payload if key not in declared]
    for key, field in declared.items():
        if key in payload:
            if not _fits(payload[key], hints[key]):
                problems.append(f"{key} is {payload[key]!r}, which is not {hints[key]}")
        elif field.default is MISSING and field.default_factory is MISSING:
            problems.append(f"{key} is missing")
    if problems:
        raise UnfitPayload(f"{event_type.name}: {'; '.join(problems)}.")


def _fits(value: Any, hint: Any) -> bool:
    """Tell whether a value is what the hint says, as JSON knows it: True is no integer."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if origin is list:
        return isinstance(value, list) and all(_fits(item, arguments[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(
            isinstance(key, str) and _fits(item, arguments[1]) for key, item in value.items()
        )
    if hint is float:
        return type(value) in (int, float)
    return hint in _PLAIN_TYPES and type(value) is hint
