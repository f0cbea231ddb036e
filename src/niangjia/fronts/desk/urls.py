"""Addresses of the desk, room by room."""

from django.urls import path, re_path

from niangjia.fronts.desk import figures, home, org, people

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    # members
    path("members/", people.member_list_page, name="members"),
    path("members/count/", people.member_count, name="member_count"),
    path("people/<slug:code>/", people.person, name="person"),
    # figures
    path("figures/", figures.figure_list, name="figures"),
    path("figures/all-units/", figures.figure_table, name="figure_table"),
    re_path(r"^figures/(?P<figure>[a-z_]+\.[a-z_]+)/$", figures.figure, name="figure"),
    re_path(r"^figures/(?P<figure>[a-z_]+\.[a-z_]+)/trend/$", figures.figure_trend, name="figure_trend"),
    # unions and employers
    path("unions/", org.unit_list, name="units"),
    path("unions/suggestions/", org.unit_suggestions, name="unit_suggestions"),
    path("unions/<slug:code>/", org.unit_page, name="unit"),
    path("unions/<slug:code>/add/", org.unit_add, name="unit_add"),
    path("unions/<slug:code>/edit/", org.unit_edit, name="unit_edit"),
    path("unions/<slug:code>/move/", org.unit_move, name="unit_move"),
    path("unions/<slug:code>/dissolve/", org.unit_dissolve, name="unit_dissolve"),
    path("unions/<slug:code>/restore/", org.unit_restore, name="unit_restore"),
    path("employers/", org.employer_list, name="employers"),
    path("employers/add/", org.employer_add, name="employer_add"),
    path("employers/<slug:code>/", org.employer_page, name="employer"),
    path("employers/<slug:code>/edit/", org.employer_edit, name="employer_edit"),
    re_path(
        r"^employers/(?P<code>[-a-z0-9]+)/(?P<act>attach|detach|workers|close)/$",
        org.employer_act,
        name="employer_act",
    ),
]
