"""Addresses of the workers' site."""

from django.urls import path

from niangjia.fronts.mobile import (
    approvals,
    consents,
    data,
    home,
    leaving,
    login,
    looks,
    me,
    messages,
    own_copy,
    sessions,
)

app_name = "mobile"

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", login.login, name="login"),
    path("login/code/", login.code, name="code"),
    path("login/name/", login.name, name="name"),
    path("login/other/", login.other_ways, name="other_ways"),
    path("messages/", messages.inbox, name="messages"),
    path("messages/<str:code>/", messages.message, name="message"),
    path("approvals/", approvals.inbox, name="approvals"),
    path("approvals/undo/", approvals.undo, name="approval_undo"),
    path("approvals/many/", approvals.choose, name="approval_choose"),
    path("approvals/many/<slug:token>/", approvals.batch, name="approval_batch"),
    path("approvals/<slug:code>/", approvals.matter, name="approval"),
    path("approvals/<slug:code>/approve/", approvals.approve, name="approval_approve"),
    path("approvals/<slug:code>/return/", approvals.send_back, name="approval_return"),
    path("me/", me.me, name="me"),
    path("me/logout/", me.logout, name="logout"),
    path("me/data/", data.mine, name="data"),
    path("me/data/show/", data.show, name="show"),
    path("me/data/right/", data.right, name="right"),
    path("me/data/wrong/", data.wrong, name="wrong"),
    path("me/looks/", looks.looks, name="looks"),
    path("me/consents/", consents.consents, name="consents"),
    path("me/consents/<str:purpose>/", consents.consent, name="consent"),
    path("me/copy/", own_copy.own_copy, name="copy"),
    path("me/copy/table/", own_copy.table, name="copy_table"),
    path("me/copy/file/", own_copy.file, name="copy_file"),
    path("me/sessions/", sessions.sessions, name="sessions"),
    path("me/leave/", leaving.leaving, name="leaving"),
    path("me/leave/account/", leaving.close_account, name="close_account"),
    path("me/leave/data/", leaving.erase, name="erase"),
]
