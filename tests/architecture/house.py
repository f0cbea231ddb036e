"""The house as data: storeys, rooms, and how to read the source. The tests beside it hold the tree to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "niangjia"

STOREYS = ("kit", "ground", "engines", "programmes", "oversight", "fronts", "config")
GROUND = ("audit", "org", "access", "people")
ENGINES_ABOVE = ("payouts", "places", "imports")
ENTRANCES = {"actions", "queries", "events", "choices", "scoped"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "services", "managers", "signals"}
MODULE_STOREYS = ("ground", "engines", "programmes", "oversight")


def sources(*under: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every source file below the given folders (all, if none is given) with its tree; migrations left out."""
    for folder in under or ("",):
        for path in sorted((SRC / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    """Dotted name of a source file."""
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that a file imports, type-only imports left out."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            skipped.update(id(inner) for inner in ast.walk(node))
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def place(dotted: str) -> tuple[str, str] | None:
    """(storey, module) of a dotted name inside the product; None for anything else."""
    parts = dotted.split(".")
    if parts[0] != "niangjia" or len(parts) < 2 or parts[1] not in STOREYS:
        return None
    return parts[1], parts[2] if len(parts) > 2 else ""


def may_see(here: tuple[str, str], there: tuple[str, str]) -> bool:
    """Whether a module may know another one: downwards, and within a storey by its own order."""
    if here == there:
        return True
    (storey, module), (other_storey, other) = here, there
    if storey != other_storey:
        return STOREYS.index(storey) > STOREYS.index(other_storey)
    if storey == "ground":
        return GROUND.index(module) > GROUND.index(other)
    if storey == "engines":
        return module in ENGINES_ABOVE and other not in ENGINES_ABOVE
    if storey == "fronts":
        return other == "shell"
    return storey in {"kit", "config"}
