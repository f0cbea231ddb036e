"""Addresses of the API."""

from __future__ import annotations

from django.urls import path

from niangjia.fronts.api import document
from niangjia.fronts.api.endpoint import addresses
from niangjia.fronts.api.v1 import CALLS

app_name = "api"
urlpatterns = [
    path("openapi.json", document.document, name="document"),
    path("docs/", document.docs, name="docs"),
    *addresses(),
]
assert CALLS
