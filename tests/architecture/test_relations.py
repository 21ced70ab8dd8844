"""Relations between tables point downwards, also those that are named by a string."""

from codebase import floors, is_above
from django.apps import apps
from django.db.models import Field, Model


def relations() -> list[tuple[type[Model], Field]]:
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in floors()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    ]


def test_relations_point_downwards():
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in relations()
        if field.related_model._meta.app_label in floors()
        and is_above(field.related_model._meta.app_label, model._meta.app_label)
    ]

    assert relations()
    assert upwards == []
