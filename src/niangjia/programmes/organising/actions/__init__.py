"""What can be done in organising, a file for each of its fields."""

from niangjia.programmes.organising.actions.change_refusals import (
    AlreadyChanging,
    AlreadyLeaving,
    LastDayWrong,
    LeavingReasonMissing,
    NotAgreed,
    NotAMember,
    NumberElsewhere,
    ProofMissing,
    SameAsBefore,
)
from niangjia.programmes.organising.actions.changes import (
    add_proof,
    ask_change,
    ask_change_for,
    close_withdrawn_changes,
    mend_change,
    reveal_change,
    withdraw_change,
)
from niangjia.programmes.organising.actions.comparing import (
    compare_export,
    drop_comparison,
    receive_export,
    wipe_compared,
)
from niangjia.programmes.organising.actions.coverage import Refreshed, refresh_coverage
from niangjia.programmes.organising.actions.documents import (
    AlreadyVoid,
    DocumentNotFound,
    StillStands,
    WordMissing,
    set_word,
    void_document,
)
from niangjia.programmes.organising.actions.drives import begin_drive, cancel_drive, end_drive
from niangjia.programmes.organising.actions.employer_moves import MayNotMove, move_employer, undo_employer_move
from niangjia.programmes.organising.actions.focus import (
    GroupThere,
    PhasesOutOfOrder,
    TargetThere,
    add_group,
    add_plan,
    adopt_groups,
    drop_target,
    end_group,
    place_fitting,
    place_units,
    set_target,
)
from niangjia.programmes.organising.actions.followups import close_followed, reopen_followed
from niangjia.programmes.organising.actions.founding import (
    FileDetails,
    Standing,
    edit_file,
    set_candidates,
    set_people,
    start_election,
    start_founding,
)
from niangjia.programmes.organising.actions.founding_refusals import (
    AlreadyFounded,
    FactMissing,
    FileChanged,
    FileClosed,
    FileKeyReused,
    HasUnion,
    LiesAbove,
    NameMissing,
    NoOpenTerm,
    NoReplier,
    NothingToTakeBack,
    NotNextStage,
    NotReady,
    NotReplying,
    OtherFile,
    TermsOverlap,
    TooManyThere,
    Unreadable,
    WhyMissing,
    WrongCertificate,
    WrongStageDay,
    WrongYears,
)
from niangjia.programmes.organising.actions.gathering import gather, leave_list, make_gather_code, take_people
from niangjia.programmes.organising.actions.grids import (
    add_grid,
    add_grid_officer,
    assign_to_grid,
    edit_grid,
    end_grid,
    end_grid_officer,
    release_from_grid,
    restore_grid,
    undo_assignment,
)
from niangjia.programmes.organising.actions.groupmail import remind_unread, tell_chairs
from niangjia.programmes.organising.actions.holding import (
    NobodyAbove,
    StillInBusiness,
    pass_members_up,
    take_members_back,
)
from niangjia.programmes.organising.actions.joining import (
    apply,
    apply_for,
    close_withdrawn,
    follow_move,
    forget,
    hand_out,
    make_code,
    mend,
    withdraw,
)
from niangjia.programmes.organising.actions.joint import (
    add_decision,
    add_liaison,
    end_liaison,
    record_meeting,
    reverse_meeting,
)
from niangjia.programmes.organising.actions.keeping import forget_answers
from niangjia.programmes.organising.actions.leaving import ask_to_leave, carry_out_leavings, stay
from niangjia.programmes.organising.actions.officers import (
    add_officer,
    edit_officer,
    end_post,
    has_phone,
    post_officer,
    remove_officer,
    reveal_phone,
)
from niangjia.programmes.organising.actions.printing import print_applications, print_own_application
from niangjia.programmes.organising.actions.provincial import (
    Worked,
    ask_unions,
    leave_as_is,
    take_over,
    undo_differences,
)
from niangjia.programmes.organising.actions.refreshing import refresh_terms
from niangjia.programmes.organising.actions.refusals import (
    AlreadyApplied,
    AlreadyTransferring,
    EntryChanged,
    KeyReused,
    MemberElsewhere,
    MemberHere,
    NobodyWithNumber,
    NothingToApply,
    NotOpen,
    NotTaking,
    NotThisName,
    NotToMend,
    OtherPeopleNow,
    PhoneUnproved,
    SameUnion,
    TooYoung,
    Unfit,
    WasExpelled,
)
from niangjia.programmes.organising.actions.registry import (
    MayNotDecide,
    Reconciled,
    apply_change,
    link_entry,
    reconcile_registry,
    refuse_all,
    refuse_candidate,
    reopen_entry,
)
from niangjia.programmes.organising.actions.replying import UnionStands, settle_founding, unsettle_founding
from niangjia.programmes.organising.actions.rounds import (
    open_finding,
    open_round,
    record_round,
    refresh_rounds,
    reverse_round,
)
from niangjia.programmes.organising.actions.settling import settle_joining, unsettle_joining
from niangjia.programmes.organising.actions.shells import score_shells
from niangjia.programmes.organising.actions.stages import (
    Held,
    ask_above,
    carry_out,
    record_gathered,
    record_held,
    step_back_withdrawn,
    take_back,
    withdraw_file,
)
from niangjia.programmes.organising.actions.summaries import AlreadyFrozen, TooManyLines, freeze_summary
from niangjia.programmes.organising.actions.terms import (
    Certificate,
    Seat,
    drop_term,
    end_terms,
    enter_certificate,
    enter_term,
    record_certificate,
    return_terms,
)
from niangjia.programmes.organising.actions.trainings import (
    add_training,
    cancel_training,
    edit_training,
    record_attendance,
    remove_attendance,
    sign_in,
    switch_sign_in,
)
from niangjia.programmes.organising.actions.transfers import (
    ask_transfer,
    ask_transfer_for,
    claim_transfer,
    close_withdrawn_transfers,
    follow_move_of_transfers,
    settle_transfer,
    unsettle_transfer,
    withdraw_transfer,
)
from niangjia.programmes.organising.actions.visits import open_visit, record_visit, reverse_visit
from niangjia.programmes.organising.rules import Answers, Correct, Found, missing_change_step, missing_step
from niangjia.programmes.organising.rules.founding import read_list

__all__ = [
    "AlreadyApplied", "AlreadyChanging", "AlreadyFounded", "AlreadyFrozen", "AlreadyLeaving", "AlreadyTransferring",
    "AlreadyVoid", "Answers", "Certificate", "Correct", "DocumentNotFound", "EntryChanged", "FactMissing",
    "FileChanged", "FileClosed", "FileDetails", "FileKeyReused", "Found", "GroupThere", "HasUnion", "Held",
    "KeyReused", "LastDayWrong", "LeavingReasonMissing", "LiesAbove", "MayNotDecide", "MayNotMove", "MemberElsewhere",
    "MemberHere", "NameMissing", "NoOpenTerm", "NoReplier", "NobodyAbove", "NobodyWithNumber", "NotAMember",
    "NotAgreed", "NotNextStage", "NotOpen", "NotReady", "NotReplying", "NotTaking", "NotThisName", "NotToMend",
    "NothingToApply", "NothingToTakeBack", "NumberElsewhere", "OtherFile", "OtherPeopleNow", "PhasesOutOfOrder",
    "PhoneUnproved", "ProofMissing", "Reconciled", "Refreshed", "SameAsBefore", "SameUnion", "Seat", "Standing",
    "StillInBusiness", "StillStands", "TargetThere", "TermsOverlap", "TooManyLines", "TooManyThere", "TooYoung",
    "Unfit", "UnionStands", "Unreadable", "WasExpelled", "WhyMissing", "WordMissing", "Worked", "WrongCertificate",
    "WrongStageDay", "WrongYears", "add_decision", "add_grid", "add_grid_officer", "add_group", "add_liaison",
    "add_officer", "add_plan", "add_proof", "add_training", "adopt_groups", "apply", "apply_change", "apply_for",
    "ask_above", "ask_change", "ask_change_for", "ask_to_leave", "ask_transfer", "ask_transfer_for", "ask_unions",
    "assign_to_grid", "begin_drive", "cancel_drive", "cancel_training", "carry_out", "carry_out_leavings",
    "claim_transfer", "close_followed", "close_withdrawn", "close_withdrawn_changes", "close_withdrawn_transfers",
    "compare_export", "drop_comparison", "drop_target", "drop_term", "edit_file", "edit_grid", "edit_officer",
    "edit_training", "end_drive", "end_grid", "end_grid_officer", "end_group", "end_liaison", "end_post", "end_terms",
    "enter_certificate", "enter_term", "follow_move", "follow_move_of_transfers", "forget", "forget_answers",
    "freeze_summary", "gather", "hand_out", "has_phone", "leave_as_is", "leave_list", "link_entry", "make_code",
    "make_gather_code", "mend", "mend_change", "missing_change_step", "missing_step", "move_employer", "open_finding",
    "open_round", "open_visit", "pass_members_up", "place_fitting", "place_units", "post_officer",
    "print_applications", "print_own_application", "read_list", "receive_export", "reconcile_registry",
    "record_attendance", "record_certificate", "record_gathered", "record_held", "record_meeting", "record_round",
    "record_visit", "refresh_coverage", "refresh_rounds", "refresh_terms", "refuse_all", "refuse_candidate",
    "release_from_grid", "remind_unread", "remove_attendance", "remove_officer", "reopen_entry", "reopen_followed",
    "restore_grid", "return_terms", "reveal_change", "reveal_phone", "reverse_meeting", "reverse_round",
    "reverse_visit", "score_shells", "set_candidates", "set_people", "set_target", "set_word", "settle_founding",
    "settle_joining", "settle_transfer", "sign_in", "start_election", "start_founding", "stay", "step_back_withdrawn",
    "switch_sign_in", "take_back", "take_members_back", "take_over", "take_people", "tell_chairs", "undo_assignment",
    "undo_differences", "undo_employer_move", "unsettle_founding", "unsettle_joining", "unsettle_transfer",
    "void_document", "wipe_compared", "withdraw", "withdraw_change", "withdraw_file", "withdraw_transfer",
]  # fmt: skip
