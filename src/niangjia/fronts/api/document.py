"""The OpenAPI document, and a page that shows it without any script."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from niangjia.fronts.api import v1
from niangjia.fronts.api.answers import STOPS
from niangjia.fronts.api.endpoint import api
from niangjia.fronts.shell.doors import open_to_all
from niangjia.fronts.shell.pages import WORDS


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """The document, the same however often it is made. What any call may answer instead is written once."""
    assert v1.CALLS
    with translation.override("zh-hans"):
        return _described()


def _described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    shared: dict[str, Any] = {}
    for methods in found["paths"].values():
        for one in methods.values():
            for status in STOPS:
                shared[f"S{status}"] = {
                    **one["responses"][str(status)],
                    "description": " ".join(map(str, WORDS[status])),
                }
                one["responses"][str(status)] = {"$ref": f"#/components/responses/S{status}"}
    found["components"]["responses"] = shared
    found["components"]["securitySchemes"]["Key"]["description"] = (
        "密钥，由系统管理员申请、安全管理员放行，只显示一次。"
    )
    return found


def as_text() -> str:
    """As it is committed in `docs/openapi.json`."""
    return json.dumps(described(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@open_to_all
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """For programs."""
    return HttpResponse(as_text(), content_type="application/json")


@dataclass(frozen=True)
class Call:
    """One call as the page shows it."""

    method: str
    path: str
    title: str
    text: str
    power: str
    given: list[tuple[str, str, str, bool]]
    gives: str


@open_to_all
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """For people: every call under its heading."""
    return render(
        request, "api/docs.html", {"groups": groups(described()), "about": described()["info"]["description"]}
    )


def groups(found: dict[str, Any]) -> list[tuple[str, list[Call]]]:
    """The calls by their tag, in their order."""
    by_tag: dict[str, list[Call]] = {}
    for path, methods in found["paths"].items():
        for method, one in methods.items():
            by_tag.setdefault(one["tags"][0], []).append(_call(found, path, method, one))
    order = [module.TAG for module in v1.CALLS]
    return sorted(by_tag.items(), key=lambda pair: order.index(pair[0]))


def _call(found: dict[str, Any], path: str, method: str, one: dict[str, Any]) -> Call:
    given = [
        (p["name"], _kind(p["schema"]), p.get("description", ""), p["required"]) for p in one.get("parameters", [])
    ]
    for content in one.get("requestBody", {}).get("content", {}).values():
        given += _fields(found, content["schema"])
    good = next(answer for status, answer in one["responses"].items() if str(status).startswith("2"))
    schema: dict[str, Any] = next(iter(good.get("content", {}).values()), {}).get("schema", {})
    return Call(
        method.upper(), path, one["summary"], one.get("description", ""), one.get("x-power", ""), given, _kind(schema)
    )


def _fields(found: dict[str, Any], schema: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    name = schema.get("$ref", "").rpartition("/")[2]
    whole = found["components"]["schemas"][name] if name else schema
    needed = whole.get("required", [])
    return [
        (field, _kind(kind), kind.get("description", ""), field in needed)
        for field, kind in whole.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " / ".join(_kind(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return " / ".join(str(one) or '""' for one in schema["enum"])
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "")
