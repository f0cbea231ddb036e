"""Addresses of the desk, room by room."""

from django.urls import path

from niangjia.fronts.desk import home

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
]
