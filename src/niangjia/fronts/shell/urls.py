"""Addresses that belong to no single front."""

urlpatterns: list = []
