"""Read this file to know what causes what: event → reactions, in order.

A reaction is durable by default: a job row is written in the transaction of the act and run by the worker.
"""

from niangjia.engines.approvals import events as approvals
from niangjia.engines.evidence import handlers as evidence
from niangjia.engines.imports import events as imports
from niangjia.engines.worklists import events as worklists
from niangjia.ground.org import events as org
from niangjia.ground.people import events as people_events
from niangjia.ground.people import handlers as people
from niangjia.kit.bus import Reaction
from niangjia.programmes.organising import events as organising_events
from niangjia.programmes.organising import field_handlers as field
from niangjia.programmes.organising import handlers as organising
from niangjia.programmes.organising import handlers_founding as founding
from niangjia.programmes.organising import handlers_membership as membership
from niangjia.programmes.organising import handlers_registry as registry
from niangjia.programmes.organising import handlers_shapes as shapes

REACTIONS: tuple[Reaction, ...] = (
    Reaction(org.UnitDissolved, people.hold_members),
    Reaction(org.UnitRestored, people.return_members),
    Reaction(org.EmployerClosed, people.end_work),
    Reaction(people_events.ConsentWithdrawn, evidence.consent_withdrawn),
    Reaction(approvals.MatterAsked, organising.tell_asked),
    Reaction(approvals.StopOpened, organising.tell_deciders),
    Reaction(approvals.StopDue, organising.remind_deciders),
    Reaction(approvals.StopOverdue, organising.warn_deciders),
    Reaction(approvals.MatterApproved, organising.tell_approved),
    Reaction(approvals.MatterReturned, organising.tell_returned),
    Reaction(approvals.MatterRefused, organising.tell_refused),
    Reaction(approvals.MatterReopened, organising.tell_reopened),
    Reaction(approvals.MatterWithdrawn, organising.close_withdrawn),
    Reaction(worklists.TaskFinished, field.close_record),
    Reaction(worklists.TaskReopened, field.reopen_record),
    Reaction(worklists.TaskAssigned, field.tell_owner),
    Reaction(worklists.TaskDue, field.tell_due),
    Reaction(approvals.MatterApproved, founding.tell_replied),
    Reaction(approvals.MatterApproved, founding.tell_gathered),
    Reaction(approvals.MatterReturned, founding.tell_sent_back),
    Reaction(approvals.MatterRefused, founding.tell_not_agreed),
    Reaction(approvals.MatterWithdrawn, founding.step_back_withdrawn),
    Reaction(org.UnitDissolved, founding.end_terms),
    Reaction(org.UnitRestored, founding.return_terms),
    Reaction(imports.RosterTakenIn, registry.reconcile),
    Reaction(imports.RosterTakenBack, registry.reconcile_back),
    Reaction(organising_events.EmployerMoved, shapes.tell_moved),
    Reaction(organising_events.EmployerMoveTakenBack, shapes.tell_moved_back),
    Reaction(approvals.MatterAsked, membership.tell_change_asked),
    Reaction(approvals.MatterApproved, membership.tell_change_made),
    Reaction(approvals.MatterReturned, membership.tell_change_returned),
    Reaction(approvals.MatterRefused, membership.tell_change_refused),
    Reaction(approvals.MatterReopened, membership.tell_change_reopened),
    Reaction(approvals.MatterWithdrawn, membership.close_withdrawn_change),
)
