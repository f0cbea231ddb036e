"""Addresses. Each front keeps its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("niangjia.fronts.shell.urls")),
    path("desk/", include("niangjia.fronts.desk.urls")),
    path("m/", include("niangjia.fronts.mobile.urls")),
    path("api/v1/", include("niangjia.fronts.api.urls")),
]

handler400 = "niangjia.fronts.shell.errors.bad_request"
handler403 = "niangjia.fronts.shell.errors.forbidden"
handler404 = "niangjia.fronts.shell.errors.not_found"
handler429 = "niangjia.fronts.shell.errors.too_many"
handler500 = "niangjia.fronts.shell.errors.broken"
