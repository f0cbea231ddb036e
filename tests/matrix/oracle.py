"""What should happen, written down by hand: which roles hold which power, and which address needs which.

Nothing here is read from the product's policies or doors: a slip there has to disagree with this page.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.matrix.world import Standing, World

LEADER, ORGANISER, OFFICER, CHAIR, CLERK = "leader", "organiser", "officer", "chair", "clerk"
WINDOW, REVIEWER, DISCIPLINE, READER = "window", "reviewer", "discipline", "reader"
SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"
BUSINESS = {LEADER, ORGANISER, OFFICER, CHAIR, CLERK, WINDOW, REVIEWER, DISCIPLINE, READER}

HOLDERS: dict[str, set[str]] = {
    "access.account": {SYSTEM},
    "access.appoint": {SECURITY},
    "access.explain": {LEADER, DISCIPLINE, AUDIT},
    "access.trail": {AUDIT},
    "access.unlock": {SECURITY},
    "access.view": {SYSTEM, SECURITY, AUDIT},
    "approvals.set_routes": {LEADER, ORGANISER},
    "approvals.use": BUSINESS,
    "custody.health": {SYSTEM, SECURITY, AUDIT},
    "evidence.scan": {LEADER, ORGANISER, OFFICER, CHAIR, CLERK, WINDOW},
    "figures.read": BUSINESS,
    "figures.sign": {LEADER},
    "imports.export": {LEADER, ORGANISER, OFFICER, CHAIR, CLERK},
    "imports.undo": {ORGANISER, OFFICER, CHAIR, CLERK},
    "imports.use": {ORGANISER, OFFICER, CHAIR, CLERK},
    "messaging.send": {LEADER, ORGANISER, OFFICER, CHAIR, CLERK},
    "org.edit": {LEADER, ORGANISER, OFFICER},
    "org.names": BUSINESS | {SYSTEM, SECURITY, AUDIT},
    "org.view": BUSINESS,
    "organising.admit": {ORGANISER, OFFICER, CHAIR},
    "organising.apply": {ORGANISER, OFFICER, CHAIR, CLERK, WINDOW},
    "organising.cadre_edit": {ORGANISER, OFFICER},
    "organising.cadre_view": {LEADER, ORGANISER, OFFICER, READER},
    "organising.contact": {LEADER, ORGANISER, OFFICER},
    "organising.grid_edit": {ORGANISER, OFFICER},
    "organising.grid_view": {LEADER, ORGANISER, OFFICER, CLERK, READER},
    "organising.grid_visit": {ORGANISER, OFFICER, CLERK},
    "organising.files": BUSINESS - {WINDOW},
    "organising.form": {ORGANISER, OFFICER, CHAIR, CLERK},
    "organising.reply": {LEADER, ORGANISER, OFFICER},
    "organising.compare": {ORGANISER, OFFICER, CHAIR, CLERK},
    "people.edit": {ORGANISER, OFFICER, CHAIR, CLERK},
    "people.erase": {ORGANISER},
    "people.export": {LEADER, ORGANISER, OFFICER},
    "people.merge": {ORGANISER, OFFICER},
    "people.reveal": {ORGANISER, OFFICER, CHAIR, WINDOW, DISCIPLINE},
    "people.reveal_by_law": {DISCIPLINE},
    "people.view": BUSINESS - {REVIEWER},
    "rulebooks.edit": {LEADER, ORGANISER},
    "rulebooks.publish": {LEADER},
    "rulebooks.view": BUSINESS,
    "scorecards.edit": {LEADER, ORGANISER},
    "scorecards.fill": {LEADER, ORGANISER, OFFICER, CHAIR, CLERK},
    "scorecards.publish": {LEADER},
    "scorecards.view": BUSINESS - {REVIEWER, WINDOW},
    "worklists.view": BUSINESS - {REVIEWER},
    "worklists.work": {LEADER, ORGANISER, OFFICER, CHAIR, CLERK},
}


@dataclass(frozen=True)
class Address:
    """One address: its power, the kind of record it opens ("" for lists and blank forms), further parts of the address.

    `shows` names the kind whose canaries a list of this address may carry.
    """

    name: str
    power: str
    record: str = ""
    fixed: tuple[tuple[str, str], ...] = ()
    shows: str = ""
    also: str = ""
    """A second power over the same record, where the page shows more than the act itself needs."""
    blank: bool = False
    """A call of the API that wants a body."""
    piece: bool = False
    """A piece of a page that the page asks for itself; opened directly it leads to the page."""


ADDRESSES = (
    Address("desk:members", "people.view", shows="person"),
    Address("desk:member_count", "people.view"),
    Address("desk:member_export", "people.export"),
    Address("desk:member_message", "messaging.send"),
    Address("desk:member_transfer", "people.edit"),
    *(Address("desk:member_print", "imports.export", fixed=(("sort", sort),)) for sort in ("form", "list", "notice")),
    Address("desk:approval_print", "imports.export"),
    Address("desk:unit_export", "imports.export"),
    Address("desk:employer_export", "imports.export"),
    Address("desk:person_add", "people.edit"),
    Address("desk:person", "people.view", "person", shows="person"),
    Address("desk:person_edit", "people.edit", "person"),
    Address("desk:person_copy", "people.reveal", "person", also="people.view"),
    Address("desk:person_erase", "people.erase", "person", also="people.view"),
    Address("desk:person_reveal", "people.reveal", "person", (("field", "phone"),), also="people.view"),
    *(
        Address("desk:person_act", "people.edit", "person", (("act", act),))
        for act in ("transfer", "retire", "unemploy", "hold", "leave", "lapse", "expel", "death", "work")
    ),
    Address("desk:duplicates", "people.merge", shows="person"),
    Address("desk:work", "worklists.view", shows="task"),
    Address("desk:work_undo", "worklists.work"),
    *(
        Address("desk:work_many", "worklists.work", fixed=(("act", act),))
        for act in ("take", "assign", "postpone", "finish", "drop")
    ),
    Address("desk:work_task", "worklists.view", "task", shows="task"),
    *(
        Address("desk:work_act", "worklists.work", "task", (("act", act),))
        for act in ("take", "assign", "note", "postpone", "finish", "drop", "reopen")
    ),
    Address("desk:rules", "rulebooks.view"),
    Address("desk:rulebook", "rulebooks.view", fixed=(("kind", "organising.coverage"),)),
    Address("desk:rule_compare", "rulebooks.view", fixed=(("kind", "organising.coverage"),)),
    Address("desk:rule_draft", "rulebooks.edit", fixed=(("kind", "organising.coverage"),)),
    Address("desk:rule_edit", "rulebooks.edit", "edition"),
    Address("desk:rule_discard", "rulebooks.edit", "edition"),
    Address("desk:rule_publish", "rulebooks.publish", "edition", also="rulebooks.edit"),
    Address("desk:scorecards", "scorecards.view"),
    Address("desk:scorecard", "scorecards.view", fixed=(("kind", "organising.shell"),)),
    Address("desk:score_versions", "scorecards.view", fixed=(("kind", "organising.shell"),)),
    Address("desk:score_sheet", "scorecards.view", "sheet"),
    Address(
        "desk:score_version_draft", "scorecards.edit", fixed=(("kind", "organising.shell"),), also="scorecards.view"
    ),
    Address("desk:score_version_edit", "scorecards.edit", "version", also="scorecards.view"),
    Address("desk:score_version_discard", "scorecards.edit", "version", also="scorecards.view"),
    Address("desk:score_version_publish", "scorecards.publish", "version", also="scorecards.edit"),
    Address("desk:tray", "evidence.scan"),
    Address("desk:tray_page", "evidence.scan", "scan"),
    Address("desk:tray_picture", "evidence.scan", "scan"),
    Address("desk:tray_throw", "evidence.scan", "scan"),
    Address("desk:approvals", "approvals.use"),
    Address("desk:approvals_mine", "approvals.use"),
    Address("desk:approvals_sent", "approvals.use"),
    Address("desk:approval_undo", "approvals.use"),
    Address("desk:approval_choose", "approvals.use"),
    Address("desk:approval", "approvals.use", "matter", shows="matter", also="people.view"),
    *(
        Address("desk:approval_act", "approvals.use", "matter", (("act", act),), also="people.view")
        for act in ("return", "refuse", "hand")
    ),
    *(
        Address("desk:approval_do", "approvals.use", "matter", (("act", act),), also="people.view")
        for act in ("approve", "recall", "withdraw", "pull-back", "claim")
    ),
    Address("desk:approval_routes", "approvals.set_routes"),
    Address("desk:approval_route", "approvals.set_routes", "route"),
    Address("desk:approval_route_publish", "approvals.set_routes", "route"),
    Address("desk:approval_route_end", "approvals.set_routes", "route"),
    Address("mobile:approvals", "approvals.use"),
    Address("mobile:approval_undo", "approvals.use"),
    Address("mobile:approval_choose", "approvals.use"),
    Address("mobile:approval", "approvals.use", "matter", shows="matter", also="people.view"),
    Address("mobile:approval_approve", "approvals.use", "matter", also="people.view"),
    Address("mobile:approval_return", "approvals.use", "matter", also="people.view"),
    Address("desk:home_units", "figures.read", piece=True),
    Address("desk:figures", "figures.read"),
    Address("desk:figure_table", "figures.read"),
    Address("desk:figure", "figures.read", fixed=(("figure", "people.members"),), shows="person"),
    Address("desk:figure_trend", "figures.read", fixed=(("figure", "people.members"),)),
    Address("desk:figure_sign", "figures.sign", fixed=(("figure", "people.members"),), also="figures.read"),
    Address("desk:figure_export", "imports.export", fixed=(("figure", "people.members"),)),
    Address("desk:figure_signed_list", "figures.read"),
    Address("desk:tasks", "figures.read"),
    Address("desk:shells", "scorecards.view"),
    Address("desk:coverage", "figures.read"),
    Address("desk:coverage_sheet", "figures.read"),
    Address("desk:units", "org.view"),
    Address("desk:unit_suggestions", "org.names"),
    Address("desk:unit", "org.view", "unit"),
    Address("desk:unit_add", "org.edit", "unit"),
    Address("desk:unit_edit", "org.edit", "unit"),
    Address("desk:unit_move", "org.edit", "unit"),
    Address("desk:unit_dissolve", "org.edit", "unit"),
    Address("desk:unit_merge", "org.edit", "unit"),
    Address("desk:unit_split", "org.edit", "unit"),
    Address("desk:unit_rename", "org.edit", "unit"),
    Address("desk:employer_move", "org.edit", "employer", also="people.edit", shows="employer"),
    Address("desk:registry", "org.view"),
    Address("desk:focus", "figures.read"),
    Address("desk:focus_group_add", "org.edit"),
    Address("desk:focus_plan_add", "org.edit"),
    Address("desk:join_code", "organising.apply", "unit"),
    Address("desk:join_poster", "organising.apply", "unit"),
    Address("desk:join_poster_pdf", "organising.apply", "unit"),
    Address("desk:apply_for", "organising.apply", "unit"),
    Address("desk:transfer_in", "organising.apply", "unit"),
    Address("desk:census", "scorecards.view", shows="unit"),
    Address("mobile:census", "scorecards.fill", shows="unit"),
    Address("desk:foundings", "organising.files", shows="founding"),
    Address("desk:founding_start", "organising.form"),
    Address("desk:founding_code", "organising.form", "founding"),
    Address("desk:founding_poster", "organising.form", "founding"),
    Address("desk:founding", "organising.files", "founding", shows="founding"),
    Address("desk:founding_edit", "organising.form", "founding"),
    *(
        Address(f"desk:founding_{page}", "organising.form", "founding", also="organising.files")
        for page in ("people", "candidates", "next")
    ),
    Address("desk:founding_back", "organising.form", "founding"),
    Address("desk:founding_withdraw", "organising.form", "founding"),
    Address("desk:founding_papers", "organising.files", "founding", (("what", "seal"), ("ending", "docx"))),
    Address("desk:documents", "organising.reply"),
    Address("desk:document_word", "organising.reply", "unit"),
    Address("desk:unit_terms", "organising.files", "unit"),
    Address("desk:unit_term_add", "organising.form", "unit", also="organising.files"),
    Address("desk:unit_term_drop", "organising.form", "unit"),
    Address("desk:unit_term_elect", "organising.form", "unit"),
    Address("desk:unit_certificate", "organising.form", "unit", also="organising.files"),
    Address("desk:change_for", "organising.apply", "person", also="people.view"),
    Address("desk:unit_pass_up", "org.edit", "unit"),
    Address("desk:provinces", "organising.compare"),
    Address("desk:province_new", "organising.compare"),
    Address("desk:province_undo", "organising.compare"),
    Address("desk:province_unit", "organising.compare", "unit"),
    Address("desk:card", "org.view", fixed=(("payload", "x-1-y"),)),
    Address("desk:employers", "org.view", shows="employer"),
    Address("desk:accounts", "access.view", shows="account"),
    Address("desk:account_add", "access.account"),
    Address("desk:appointments", "access.view"),
    Address("desk:account", "access.view", "account", shows="account"),
    Address("desk:account_invite", "access.account", "account"),
    Address("desk:account_ask_reset", "access.account", "account"),
    Address("desk:account_reset", "access.unlock", "account"),
    Address("desk:account_lock", "access.unlock", "account"),
    Address("desk:account_close", "access.account", "account"),
    Address("desk:account_appoint", "access.appoint", "account"),
    Address("desk:house", "custody.health"),
    Address("desk:keys", "access.view", shows="key"),
    Address("desk:key_add", "access.account"),
    Address("desk:key", "access.view", "key", shows="key"),
    Address("desk:key_release", "access.appoint", "key", also="access.view"),
    Address("desk:key_revoke", "access.view", "key"),
    Address("desk:trail", "access.trail"),
    Address("desk:trail_export", "access.trail"),
    Address("desk:appointment_end", "access.appoint", "appointment"),
    Address("desk:seen_by", "access.explain", "person", (("kind", "people"),), also="people.view"),
    Address("desk:seen_by", "access.explain", "unit", (("kind", "unions"),), also="org.view"),
    Address("desk:seen_by", "access.explain", "account", (("kind", "accounts"),), also="access.view"),
    Address("desk:imports", "imports.use", shows="batch"),
    Address("desk:import_new", "imports.use"),
    Address("desk:import_template", "imports.use", fixed=(("kind", "members"), ("layout", "short"))),
    Address("desk:import", "imports.use", "batch", shows="batch"),
    Address("desk:import_progress", "imports.use", "batch"),
    Address("desk:import_undo", "imports.undo", "batch", also="imports.use"),
    Address("desk:import_errors", "imports.use", "batch"),
    Address("desk:import_source", "imports.use", "batch"),
    Address("desk:import_rows", "imports.use", "batch", (("verdict", "new"),), shows="batch"),
    *(
        Address("desk:import_act", "imports.use", "batch", (("act", act),))
        for act in ("kind", "map", "mend", "tick", "start", "cancel", "resume", "recheck")
    ),
    Address("desk:employer_add", "org.edit"),
    Address("desk:employer", "org.view", "employer", shows="employer"),
    Address("desk:employer_edit", "org.edit", "employer"),
    *(
        Address("desk:employer_act", "org.edit", "employer", (("act", act),))
        for act in ("attach", "detach", "workers", "close", "rename")
    ),
    Address("desk:grids", "organising.grid_view", shows="grid"),
    Address("desk:grid_add", "organising.grid_edit"),
    Address("desk:grid_places", "organising.grid_edit"),
    Address("desk:grid_assign", "organising.grid_edit"),
    Address("desk:grid_places_export", "organising.grid_edit"),
    Address("desk:grid", "organising.grid_view", "grid", shows="grid"),
    *(
        Address("desk:grid_act", "organising.grid_edit", "grid", (("act", act),), also="organising.grid_view")
        for act in ("edit", "end", "officer")
    ),
    Address("desk:rounds", "organising.grid_view"),
    Address("desk:drives", "organising.grid_view"),
    Address("desk:drive_add", "organising.grid_edit"),
    Address("desk:officers", "organising.cadre_view", shows="officer"),
    Address("desk:officer_add", "organising.cadre_edit"),
    Address("desk:officer", "organising.cadre_view", "officer", shows="officer"),
    *(
        Address("desk:officer_act", "organising.cadre_edit", "officer", (("act", act),), also="organising.cadre_view")
        for act in ("edit", "post", "remove")
    ),
    Address("desk:phone", "organising.contact", "officer", (("kind", "officer"),)),
    Address("desk:trainings", "organising.cadre_view"),
    Address("desk:training_add", "organising.cadre_edit"),
    Address("desk:training", "organising.cadre_view", "training"),
    *(
        Address("desk:training_act", "organising.cadre_edit", "training", (("act", act),), also="organising.cadre_view")
        for act in ("edit", "cancel", "attend")
    ),
    Address("desk:visits", "organising.cadre_view"),
    Address("desk:visit_add", "organising.cadre_edit"),
    Address("desk:contacts", "organising.contact"),
    Address("desk:group_new", "organising.contact"),
    Address("desk:group_messages", "organising.contact"),
    Address("desk:joint", "organising.cadre_view"),
    Address("desk:joint_add", "organising.cadre_edit"),
    Address("desk:joint_meeting", "organising.cadre_view", "meeting"),
    *(
        Address("desk:joint_act", "organising.cadre_edit", "meeting", (("act", act),), also="organising.cadre_view")
        for act in ("decide", "reverse")
    ),
    Address("desk:liaisons", "organising.cadre_view"),
    Address("desk:liaison_add", "organising.cadre_edit"),
    Address("mobile:field", "organising.grid_visit", shows="grid"),
    Address("mobile:field_grid", "organising.grid_visit", "grid", shows="grid"),
    Address("mobile:field_tasks", "worklists.view"),
    Address("mobile:field_task", "worklists.view", "task", shows="task"),
    Address("mobile:sent", "organising.contact"),
)
"""Every address that needs a power. A matter is of the made-up kind of tests/approving.py: seen with `people.view`."""

ELSEWHERE: dict[str, str] = {
    "desk:grid_assign_undo": "takes back what this session did; see tests/fronts/test_field_pages.py",
    "desk:grid_refresh": "acts on the reader's own branch; see tests/fronts/test_field_pages.py",
    "desk:round": "opens a round; see tests/fronts/test_field_pages.py",
    "desk:round_record": "needs an employer in a grid; see tests/fronts/test_field_pages.py",
    "desk:round_reverse": "opens a round; see tests/fronts/test_field_pages.py",
    "desk:finding": "leads on to a round; see tests/fronts/test_field_pages.py",
    "desk:drive": "opens a drive; see tests/fronts/test_field_pages.py",
    "desk:drive_act": "opens a drive; see tests/fronts/test_field_pages.py",
    "desk:founding_export": "needs the power to export, too; see tests/fronts/test_gathering_pages.py",
    "desk:officer_export": "needs the power to export, too; see tests/fronts/test_field_pages.py",
    "desk:contact_export": "needs the power to export, too; see tests/fronts/test_field_pages.py",
    "desk:visit": "opens a visit; see tests/fronts/test_field_pages.py",
    "desk:visit_reverse": "opens a visit; see tests/fronts/test_field_pages.py",
    "desk:group_message": "opens a message; see tests/fronts/test_field_pages.py",
    "desk:group_remind": "opens a message; see tests/fronts/test_field_pages.py",
    "desk:group_unread": "opens a message; see tests/fronts/test_field_pages.py",
    "desk:decision": "leads on to a meeting; see tests/fronts/test_field_pages.py",
    "desk:liaison_end": "opens a liaison; see tests/fronts/test_field_pages.py",
    "mobile:field_visit": "needs an employer in a grid; see tests/fronts/test_field_pages.py",
    "mobile:field_round": "opens a round; see tests/fronts/test_field_pages.py",
    "mobile:sent_one": "opens a message; see tests/fronts/test_field_pages.py",
    "desk:rule_edition": "seen below the place where it holds; see tests/fronts/test_rule_pages.py",
    "desk:rule_examples": "needs a draft; see tests/fronts/test_rule_pages.py",
    "desk:score_correct": "needs a card that people fill in; see tests/fronts/test_score_pages.py",
    "mobile:census_fill": "only unions that are counted have a card; see tests/fronts/test_census_pages.py",
    "desk:score_fill": "needs a card that people fill in; see tests/fronts/test_score_pages.py",
    "desk:score_version": "seen below the place where it holds; see tests/fronts/test_score_pages.py",
    "desk:score_version_withdraw": "needs a published version; see tests/fronts/test_score_pages.py",
    "desk:tray_file": "needs a record of the declared kinds; see tests/fronts/test_paper_pages.py",
    "desk:rule_withdraw": "needs a published edition; see tests/fronts/test_rule_pages.py",
    "desk:approval_batch": "opens a preview of one's own; see tests/engines/approvals/test_batches.py, tests/fronts/test_approvals.py",
    "desk:approval_batch_stop": "stops a batch of one's own; see tests/fronts/test_approvals.py",
    "desk:approval_route_draft": "needs a union and a kind; see tests/fronts/test_approvals.py",
    "mobile:approval_batch": "opens a preview of one's own; see tests/fronts/mobile/test_mobile_approvals.py",
    "desk:coverage_freeze": "signs a whole sheet; see tests/fronts/test_coverage_pages.py",
    "desk:coverage_refresh": "acts on the reader's own branch; see tests/fronts/test_coverage_pages.py",
    "desk:unit_shell": "opens the score of a union; see tests/fronts/test_shell_pages.py",
    "desk:figure_signed": "opens a signed figure; see tests/fronts",
    "desk:figure_signed_rows": "opens a signed figure; see tests/fronts",
    "desk:figure_since": "opens a signed figure; see tests/fronts",
    "desk:document_void": "needs a number that was given out; see tests/fronts/test_founding_pages.py",
    "desk:change": "opens a correction; see tests/fronts/test_change_pages.py",
    "desk:change_reveal": "opens a correction; see tests/fronts/test_change_pages.py",
    "desk:change_mend": "opens a correction; see tests/fronts/test_change_pages.py",
    "desk:leaving": "opens a leaving; see tests/fronts/test_change_pages.py",
    "desk:province": "opens a comparison; see tests/fronts/test_province_pages.py",
    "desk:province_rows": "opens a comparison; see tests/fronts/test_province_pages.py",
    "desk:province_work": "opens a comparison; see tests/fronts/test_province_pages.py",
    "desk:province_ask": "opens a comparison; see tests/fronts/test_province_pages.py",
    "desk:province_export": "opens a comparison; see tests/fronts/test_province_pages.py",
    "desk:province_drop": "opens a comparison; see tests/fronts/test_province_pages.py",
    "desk:application_mend": "opens an application; see tests/fronts/test_joining_desk.py",
    "desk:person_unmerge": "opens a pair of records; see tests/fronts",
    "desk:merge_preview": "opens a pair of records; see tests/fronts",
    "desk:export_file": "opens a file of one's own; see tests/fronts/test_giving.py",
    "desk:export_cancel": "stops a list of one's own; see tests/fronts/test_giving.py",
    "desk:export_again": "has a list of one's own made again; see tests/fronts/test_giving.py",
    "desk:registry_entry": "needs a line of a register; see tests/fronts/test_shape_pages.py",
    "desk:registry_decide": "needs a line of a register; see tests/fronts/test_shape_pages.py",
    "desk:registry_apply": "needs a line of a register; see tests/fronts/test_shape_pages.py",
    "desk:employer_move_undo": "needs a move of today; see tests/fronts/test_shape_pages.py",
    "desk:focus_adopt": "acts on the reader's own branch; see tests/fronts/test_focus_pages.py",
    "desk:focus_fit": "acts on the reader's own branch; see tests/fronts/test_focus_pages.py",
    "desk:focus_place": "needs a group; see tests/fronts/test_focus_pages.py",
    "desk:focus_end": "needs a group; see tests/fronts/test_focus_pages.py",
    "desk:focus_plan": "needs a plan; see tests/fronts/test_focus_pages.py",
    "desk:focus_target": "needs a plan; see tests/fronts/test_focus_pages.py",
    "desk:focus_target_drop": "needs a plan; see tests/fronts/test_focus_pages.py",
    "desk:reshaping_undo": "needs a merge of today; see tests/fronts/test_reshaping.py",
    "desk:unit_restore": "needs a dissolved unit; see tests/fronts",
    "api:comparison": "seen by the unions below the place where it lies; see tests/fronts/api/test_organising.py",
    "api:comparison_rows": "seen by the unions below the place where it lies; see tests/fronts/api/test_organising.py",
}
"""Addresses that a cell of the matrix cannot call with one record, and where they are held instead."""

INSIDE = {
    "organising.admit",
    "people.reveal_by_law",
}
"""Powers that no address asks for by itself: buttons and acts inside a page ask for them, and their modules' tests hold them."""


def holds(standing: Standing, power: str) -> bool:
    """Whether somebody holds a power anywhere."""
    allowed = standing.role in HOLDERS[power]
    return standing.in_force and allowed and (standing.only is None or power in standing.only)


def reaches(world: World, standing: Standing, power: str, place: str) -> bool:
    """Whether somebody holds a power over a place: at the place of the appointment or below it."""
    return holds(standing, power) and world.below(place, standing.place)


def opens(world: World, standing: Standing, address: Address, place: str | None) -> bool:
    """Whether an address answers at all, rather than as if nothing were there."""
    needed = [address.power, *([address.also] if address.also else [])]
    if place is None:
        return all(holds(standing, power) for power in needed)
    return all(reaches(world, standing, power, place) for power in needed)


def masked(code: str) -> set[str]:
    """Roles to whom the power alone opens nothing: every address of it needs a second one that they lack."""
    seconds = [address.also for address in ADDRESSES if address.power == code]
    if not all(seconds):
        return set()
    everybody = {role for held in HOLDERS.values() for role in held}
    return {role for role in everybody if all(role not in HOLDERS[second] for second in seconds)}
