"""Addresses that belong to no single front: the door, the log-in, one's own account, health, looks."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.urls import urlpatterns as authenticator_urls
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.dingtalk.urls import urlpatterns as dingtalk_urls
from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as oidc_urls
from allauth.socialaccount.providers.weixin.urls import urlpatterns as weixin_urls
from allauth.usersessions import views as sessions
from django.urls import include, path

from niangjia.fronts.shell import health, looks, metrics
from niangjia.fronts.shell.accounts import code_login, entrance, invitations

account_urls = [
    path("login/", entrance.login, name="account_login"),
    path("login/code/", code_login.number, name="account_code"),
    path("login/code/confirm/", code_login.confirm, name="account_code_confirm"),
    path("lost/", entrance.lost_authenticator, name="lost_authenticator"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", invitations.change_password, name="account_change_password"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("authenticator/", include(authenticator_urls)),
    path(
        "providers/",
        include(
            [
                *oidc_urls,
                *weixin_urls,
                *dingtalk_urls,
                path("cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
                path("error/", provider.login_error, name="socialaccount_login_error"),
                path("signup/", provider.signup, name="socialaccount_signup"),
                path("", provider.connections, name="socialaccount_connections"),
            ]
        ),
    ),
]

urlpatterns = [
    path("", entrance.front_door, name="front_door"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("looks/", looks.looks, name="looks"),
    path("accounts/", include(account_urls)),
]
