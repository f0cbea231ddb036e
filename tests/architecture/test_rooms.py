"""What import-linter cannot say: entrances of modules, keyword-only actions, no HTTP below the fronts, no ORM in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import (
    ENTRANCES,
    FORBIDDEN_NAMES,
    MODULE_STOREYS,
    SRC,
    imports_of,
    module_of,
    place,
    sources,
)

HTTP = ("django.http", "django.views", "django.shortcuts", "django.urls", "django.forms", "django.template")
QUERYSET_WORDS = {
    "exclude",
    "annotate",
    "aggregate",
    "select_related",
    "prefetch_related",
    "values_list",
    "bulk_create",
    "get_or_create",
    "update_or_create",
}
MANAGERS = {"objects", "rows"}


def entered_wrongly(path: Path, tree: ast.Module) -> list[str]:
    """Imports of another module's inner rooms."""
    here = place(module_of(path))
    wrong = []
    for line, name in imports_of(tree):
        there = place(name)
        if there is None or there[0] not in MODULE_STOREYS or there == here or not there[1] or here is None:
            continue
        if here[0] == "config":
            continue
        room = name.split(".")[3] if len(name.split(".")) > 3 else ""
        if room not in ENTRANCES:
            wrong.append(f"{module_of(path)}:{line} enters {name}")
    return wrong


def test_modules_are_entered_by_their_doors() -> None:
    wrong = [
        found
        for path, tree in sources("ground", "engines", "programmes", "fronts")
        for found in entered_wrongly(path, tree)
    ]
    assert wrong == []


def test_an_inner_room_would_be_noticed() -> None:
    planted = ast.parse("from niangjia.ground.people.models import Person")
    assert entered_wrongly(SRC / "engines" / "figures" / "queries.py", planted) != []


@pytest.mark.parametrize("folder", ["kit", "ground", "engines", "programmes"])
def test_no_http_below_the_fronts(folder: str) -> None:
    wrong = [
        f"{module_of(path)}:{line} imports {name}"
        for path, tree in sources(folder)
        for line, name in imports_of(tree)
        if name.startswith(HTTP)
    ]
    assert wrong == []


def _is_manager(node: ast.Attribute) -> bool:
    """`Person.objects`, not `page.rows`."""
    return node.attr in MANAGERS and isinstance(node.value, ast.Name) and node.value.id[:1].isupper()


def orm_uses(path: Path, tree: ast.Module) -> list[str]:
    """Places of a front that talk to tables: manager and queryset words, models, connections, atomic blocks."""
    wrong = [
        f"{module_of(path)}:{node.lineno} .{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (node.attr in QUERYSET_WORDS or _is_manager(node))
    ]
    wrong += [
        f"{module_of(path)}:{line} imports {name}"
        for line, name in imports_of(tree)
        if name.startswith("django.db") or name.endswith(".models")
    ]
    wrong += [
        f"{module_of(path)}:{node.lineno} FilterSet with a model"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any("FilterSet" in ast.dump(base) for base in node.bases)
        and any(
            isinstance(inner, ast.Assign) and "id='model'" in ast.dump(inner.targets[0]) for inner in ast.walk(node)
        )
    ]
    return wrong


def test_no_orm_in_fronts() -> None:
    wrong = [found for path, tree in sources("fronts") if path.name != "migrations" for found in orm_uses(path, tree)]
    assert wrong == []


def test_orm_in_a_front_would_be_noticed() -> None:
    planted = ast.parse("from django.db import connection\nPerson.objects.values_list()")
    assert len(orm_uses(SRC / "fronts" / "desk" / "people.py", planted)) == 3


def loose_actions(path: Path, tree: ast.Module) -> list[str]:
    """Public functions of an `actions` room that can be called by position or without an actor."""
    wrong = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        names = [argument.arg for argument in node.args.kwonlyargs]
        if node.args.args or node.args.posonlyargs or "actor" not in names:
            wrong.append(f"{module_of(path)}:{node.lineno} {node.name}")
    return wrong


def exported(tree: ast.Module) -> set[str]:
    """What an `actions` package gives out, as `room.name`."""
    return {
        f"{node.module.rsplit('.', 1)[-1]}.{alias.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def test_actions_are_keyword_only_and_name_their_actor() -> None:
    wrong, seen = [], 0
    trees = list(sources(*MODULE_STOREYS[:3]))
    given = {
        path.parent: exported(tree)
        for path, tree in trees
        if path.parent.name == "actions" and path.name == "__init__.py"
    }
    for path, tree in trees:
        if path.name == "actions.py":
            wrong += loose_actions(path, tree)
            seen += 1
        elif path.parent in given:
            names = given[path.parent]
            wrong += [found for found in loose_actions(path, tree) if f"{path.stem}.{found.rsplit(' ', 1)[1]}" in names]
            seen += len(names)
    assert wrong == []
    assert seen > 50


def test_a_loose_action_would_be_noticed() -> None:
    assert loose_actions(SRC / "ground" / "org" / "actions.py", ast.parse("def move(unit): ...")) != []


def test_no_file_is_a_bag() -> None:
    assert [str(path) for path, _ in sources() if path.stem in FORBIDDEN_NAMES] == []


def test_no_signals() -> None:
    wrong = [
        module_of(path)
        for path, tree in sources()
        for _, name in imports_of(tree)
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
    ]
    assert wrong == []


def test_no_save_override() -> None:
    wrong = [
        f"{module_of(path)}:{node.lineno}"
        for path, tree in sources()
        for outer in ast.walk(tree)
        if isinstance(outer, ast.ClassDef)
        for node in outer.body
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]
    assert wrong == []


def test_files_and_functions_keep_to_their_size() -> None:
    wrong = []
    for path, tree in sources():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > 450:
            wrong.append(f"{module_of(path)}: {lines} lines")
        wrong += [
            f"{module_of(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno + 1 > 60
        ]
    assert wrong == []


def test_every_module_says_what_it_is() -> None:
    assert [module_of(path) for path, tree in sources() if not ast.get_docstring(tree)] == []


def unevaluated(text: str) -> list[str]:
    """Attributes of our template tags that look computed and are not: `:on` takes a name, never an expression."""
    return re.findall(r'\s:[a-z_]+="[^"{]*\s(?:==|!=|in|and|or|not)\s[^"]*"|\s:[a-z_]+="not [^"]*"', text)


def test_no_expression_is_left_uncomputed() -> None:
    pages = sorted(SRC.rglob("templates/**/*.html"))
    assert len(pages) > 100
    assert {page.name: found for page in pages if (found := unevaluated(page.read_text(encoding="utf-8")))} == {}


def test_an_uncomputed_expression_would_be_noticed() -> None:
    assert unevaluated('<c-chip href="a" :on="not sort">')
    assert unevaluated('<c-tab :on="here == 1">')
