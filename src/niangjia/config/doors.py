"""Log-in providers outside the house, from the environment; without it none of them is shown.

`NIANGJIA_OIDC` = JSON list of {"id", "name", "client", "secret", "server"} (浙里办, 浙政钉 through its OIDC gateway, a city's own);
`NIANGJIA_WEIXIN` and `NIANGJIA_DINGTALK` = "client:secret".
"""

import json
import os
from typing import Any
from urllib.parse import urlsplit


def _pair(name: str) -> list[dict[str, str]]:
    client, _, secret = os.environ.get(name, "").partition(":")
    return [{"client_id": client, "secret": secret, "key": ""}] if client else []


_OIDC: list[dict[str, str]] = json.loads(os.environ.get("NIANGJIA_OIDC") or "[]")

PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": one["id"],
                "name": one["name"],
                "client_id": one["client"],
                "secret": one["secret"],
                "settings": {"server_url": one["server"]},
            }
            for one in _OIDC
        ],
        "OAUTH_PKCE_ENABLED": True,
    },
    "weixin": {"APPS": _pair("NIANGJIA_WEIXIN"), "SCOPE": ["snsapi_login"]},
    "dingtalk": {"APPS": _pair("NIANGJIA_DINGTALK")},
}

ORIGINS: list[str] = sorted(
    {f"{urlsplit(one['server']).scheme}://{urlsplit(one['server']).netloc}" for one in _OIDC}
    | ({"https://open.weixin.qq.com"} if PROVIDERS["weixin"]["APPS"] else set())
    | ({"https://login.dingtalk.com"} if PROVIDERS["dingtalk"]["APPS"] else set())
)
"""Where a log-in form may lead, for the Content-Security-Policy."""
