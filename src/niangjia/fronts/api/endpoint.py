"""One call: `@endpoint("GET", "units/", power="org.view", gives=Page[UnitLine])` over a function that calls one query or one action.

An address has one power, whatever its methods, so that the walk over all addresses sees it. Whoever opens a call without
naming its power does not get past `endpoint`, which has no default for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.renderers import JSONRenderer

from niangjia.fronts.api import answers
from niangjia.fronts.api.doors import Key

Call = TypeVar("Call", bound=Callable[..., Any])
TITLE = "娘家开放接口"
ABOUT = "县级总工会工作平台的接口。每个调用都和页面走同一道门：权限、范围、脱敏、操作记录都一样。"


class Words(JSONRenderer):
    """JSON that people can read, too."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title=TITLE, version="1", description=ABOUT, urls_namespace="api", openapi_url=None, docs_url=None, renderer=Words()
)
answers.install(api)
router = Router()
api.add_router("", router)
_addresses: dict[str, tuple[str, str]] = {}
"""Path -> name and power."""


def endpoint(
    method: str, path: str, *, power: str, gives: Any, tag: str, status: int = 200, file: str = ""
) -> Callable[[Call], Call]:
    """Declare one call. The first line of the function's docstring is its title, the rest its description.

    With another `status` than 200 the function returns `Status(status, …)`. `file`: the media type of what it sends instead of an object.
    """

    def declare(view: Call) -> Call:
        name, known = _addresses.setdefault(path, (view.__name__, power))
        if known != power:
            raise ValueError(f"{path} has the power {known}; another one needs another address")
        title, _, rest = (view.__doc__ or "").strip().partition("\n")
        extra: dict[str, Any] = {"x-power": power}
        if file:
            extra["responses"] = {status: {"content": {file: {"schema": {"type": "string", "format": "binary"}}}}}
        router.api_operation(
            [method], path, auth=Key(power), response={status: gives, **answers.STOPS}, operation_id=view.__name__,
            url_name=name, summary=title, description=rest.strip() or None, tags=[tag], openapi_extra=extra,
        )(view)  # fmt: skip
        return view

    return declare


def addresses() -> list[URLPattern]:
    """The patterns of all declared calls, each with its power where the walks look for it."""
    found = []
    for pattern in api.urls[0]:
        if pattern.name == "api-root":
            continue
        pattern.callback.power = dict(_addresses.values())[pattern.name]  # type: ignore[attr-defined]
        found.append(pattern)
    return found


def elsewhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address of the API that is nobody's."""
    return answers.told(request, 404)
