"""Addresses of the desk, room by room."""

from django.urls import path, re_path

from niangjia.fronts.desk import (
    access,
    approval_many,
    approval_routes,
    approvals,
    audit,
    bulk,
    coverage,
    figure_signed,
    figures,
    giving,
    help,
    home,
    imports,
    inbox,
    kept,
    long_work,
    members,
    org,
    org_views,
    people,
    shells,
)

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("later/", home.home_later, name="home_later"),
    path("units/", home.home_units, name="home_units"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.all_read, name="all_read"),
    path("inbox/<slug:code>/", inbox.message, name="message"),
    path("search/", home.search, name="search"),
    path("help/", help.help_page, name="help"),
    # approvals
    path("approvals/", approvals.inbox, name="approvals"),
    path("approvals/mine/", approvals.mine, name="approvals_mine"),
    path("approvals/sent/", approvals.sent, name="approvals_sent"),
    path("approvals/undo/", approvals.undo, name="approval_undo"),
    path("approvals/many/", approval_many.choose, name="approval_choose"),
    path("approvals/many/<slug:token>/", approval_many.batch, name="approval_batch"),
    path("approvals/many/<slug:token>/stop/", approval_many.stop, name="approval_batch_stop"),
    path("approvals/routes/", approval_routes.route_list, name="approval_routes"),
    re_path(
        r"^approvals/routes/(?P<unit>[-a-z0-9]+)/(?P<kind>[a-z_]+\.[a-z_]+)/$",
        approval_routes.route_draft,
        name="approval_route_draft",
    ),
    path("approvals/routes/<slug:code>/", approval_routes.route, name="approval_route"),
    path("approvals/routes/<slug:code>/publish/", approval_routes.route_publish, name="approval_route_publish"),
    path("approvals/routes/<slug:code>/end/", approval_routes.route_end, name="approval_route_end"),
    path("approvals/<slug:code>/", approvals.matter, name="approval"),
    re_path(
        rf"^approvals/(?P<code>[-a-z0-9]+)/(?P<act>{'|'.join(approvals.ACTS)})/$", approvals.act, name="approval_act"
    ),
    re_path(
        rf"^approvals/(?P<code>[-a-z0-9]+)/(?P<act>{'|'.join(approvals.AT_ONCE)})/$",
        approvals.act_at_once,
        name="approval_do",
    ),
    # members
    path("members/", members.member_list_page, name="members"),
    path("members/count/", members.member_count, name="member_count"),
    path("members/export/", members.member_export, name="member_export"),
    path("members/message/", bulk.member_message, name="member_message"),
    path("members/transfer/", bulk.member_transfer, name="member_transfer"),
    path("members/add/", people.person_add, name="person_add"),
    path("people/<slug:code>/", people.person, name="person"),
    path("people/<slug:code>/edit/", people.person_edit, name="person_edit"),
    path("people/<slug:code>/copy/", people.person_copy, name="person_copy"),
    path("people/<slug:code>/erase/", people.person_erase, name="person_erase"),
    path("people/<slug:code>/unmerge/<slug:other>/", people.person_unmerge, name="person_unmerge"),
    re_path(r"^people/(?P<code>[-a-z0-9]+)/(?P<field>identity|phone)/$", people.person_reveal, name="person_reveal"),
    re_path(
        rf"^people/(?P<code>[-a-z0-9]+)/(?P<act>{'|'.join(people.forms.ACTS)})/$", people.person_act, name="person_act"
    ),
    path("duplicates/", people.duplicate_list, name="duplicates"),
    path("duplicates/<slug:keeper>/<slug:other>/", people.merge_preview, name="merge_preview"),
    # accounts, appointments, the trail
    path("accounts/", access.account_list, name="accounts"),
    path("accounts/add/", access.account_add, name="account_add"),
    path("accounts/appointments/", access.appointment_list, name="appointments"),
    path("accounts/appointments/<slug:code>/end/", access.appointment_end, name="appointment_end"),
    path("accounts/<slug:code>/", access.account, name="account"),
    path("accounts/<slug:code>/invite/", access.account_invite, name="account_invite"),
    path("accounts/<slug:code>/ask-reset/", access.account_ask_reset, name="account_ask_reset"),
    path("accounts/<slug:code>/reset/", access.account_reset, name="account_reset"),
    path("accounts/<slug:code>/lock/", access.account_lock, name="account_lock"),
    path("accounts/<slug:code>/close/", access.account_close, name="account_close"),
    path("accounts/<slug:code>/appoint/", access.account_appoint, name="account_appoint"),
    path("me/", access.my_account, name="my_account"),
    path("me/delegate/<slug:code>/", access.delegate, name="delegate"),
    path("me/withdraw/<slug:code>/", access.withdraw, name="withdraw"),
    path("me/name/", access.show_name, name="show_name"),
    path("trail/", audit.trail_page, name="trail"),
    path("trail/export/", audit.trail_export, name="trail_export"),
    re_path(
        r"^seen-by/(?P<kind>people|unions|employers|accounts)/(?P<code>[-a-z0-9]+)/$", audit.seen_by, name="seen_by"
    ),
    # what a person keeps for a list, and the lists that she had given out
    re_path(r"^lists/(?P<kind>members|units|employers)/look/$", kept.list_look, name="list_look"),
    re_path(r"^lists/(?P<kind>members|units|employers)/filters/$", kept.list_filters, name="list_filters"),
    re_path(
        r"^lists/(?P<kind>members|units|employers)/filters/(?P<number>[0-9]{1,18})/$",
        kept.list_filter,
        name="list_filter",
    ),
    path("exports/<slug:code>/file/", giving.export_file, name="export_file"),
    path("exports/<slug:code>/cancel/", giving.export_cancel, name="export_cancel"),
    path("exports/<slug:code>/again/", giving.export_again, name="export_again"),
    # imports
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/templates/<slug:kind>/<slug:layout>/", imports.import_template, name="import_template"),
    path("imports/<slug:code>/", imports.import_page, name="import"),
    path("imports/<slug:code>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<slug:code>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<slug:code>/errors/", imports.import_errors, name="import_errors"),
    path("imports/<slug:code>/source/", imports.import_source, name="import_source"),
    re_path(
        r"^imports/(?P<code>[-a-z0-9]+)/rows/(?P<verdict>new|changed|same|transfer|wrong)/$",
        imports.import_rows,
        name="import_rows",
    ),
    re_path(
        rf"^imports/(?P<code>[-a-z0-9]+)/(?P<act>{'|'.join(imports.ACTS)})/$", imports.import_act, name="import_act"
    ),
    # figures
    path("figures/", figures.figure_list, name="figures"),
    path("figures/all-units/", figures.figure_table, name="figure_table"),
    path("figures/signed/", figure_signed.figure_signed_list, name="figure_signed_list"),
    path("figures/signed/<slug:code>/", figure_signed.figure_signed, name="figure_signed"),
    path("figures/signed/<slug:code>/since/", figures.figure_since, name="figure_since"),
    re_path(
        rf"^figures/signed/(?P<code>[-a-z0-9]+)/(?P<cause>{'|'.join(figure_signed.Cause.values)})/$",
        figure_signed.figure_signed_rows,
        name="figure_signed_rows",
    ),
    re_path(r"^figures/(?P<figure>[a-z_]+\.[a-z_]+)/$", figures.figure, name="figure"),
    re_path(r"^figures/(?P<figure>[a-z_]+\.[a-z_]+)/trend/$", figures.figure_trend, name="figure_trend"),
    re_path(r"^figures/(?P<figure>[a-z_]+\.[a-z_]+)/sign/$", figure_signed.figure_sign, name="figure_sign"),
    re_path(r"^figures/(?P<figure>[a-z_]+\.[a-z_]+)/export/$", figure_signed.figure_export, name="figure_export"),
    # coverage
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/sheet/", coverage.coverage_sheet, name="coverage_sheet"),
    path("coverage/refresh/", coverage.coverage_refresh, name="coverage_refresh"),
    re_path(r"^coverage/(?P<which>[a-z_]+)/$", coverage.coverage_list, name="coverage_list"),
    re_path(r"^coverage/(?P<which>[a-z_]+)/(?P<code>[-a-z0-9]+)/$", coverage.coverage_task, name="coverage_task"),
    # unions on paper only
    path("shells/", shells.shell_list, name="shells"),
    path("shells/<slug:code>/", shells.unit_shell, name="unit_shell"),
    # long tasks
    path("tasks/", long_work.task_list, name="tasks"),
    # unions and employers
    path("unions/", org_views.unit_list, name="units"),
    path("unions/export/", org_views.unit_export, name="unit_export"),
    path("unions/suggestions/", org.unit_suggestions, name="unit_suggestions"),
    path("unions/<slug:code>/", org.unit_page, name="unit"),
    path("unions/<slug:code>/add/", org.unit_add, name="unit_add"),
    path("unions/<slug:code>/edit/", org.unit_edit, name="unit_edit"),
    path("unions/<slug:code>/move/", org.unit_move, name="unit_move"),
    path("unions/<slug:code>/dissolve/", org.unit_dissolve, name="unit_dissolve"),
    path("unions/<slug:code>/restore/", org.unit_restore, name="unit_restore"),
    path("employers/", org_views.employer_list, name="employers"),
    path("employers/export/", org_views.employer_export, name="employer_export"),
    path("employers/add/", org.employer_add, name="employer_add"),
    path("employers/<slug:code>/", org.employer_page, name="employer"),
    path("employers/<slug:code>/edit/", org.employer_edit, name="employer_edit"),
    re_path(
        r"^employers/(?P<code>[-a-z0-9]+)/(?P<act>attach|detach|workers|close)/$",
        org.employer_act,
        name="employer_act",
    ),
]
