"""Addresses. Each front keeps its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("niangjia.fronts.shell.urls")),
]
