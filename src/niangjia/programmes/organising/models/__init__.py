"""Tables of organising, a file for each of its fields."""

from niangjia.programmes.organising.models.changes import (
    Change,
)
from niangjia.programmes.organising.models.focus import (
    FocusGroup,
    FocusPhase,
    FocusPlace,
    FocusPlan,
    FocusTarget,
)
from niangjia.programmes.organising.models.founding import (
    Candidate,
    Founding,
    FoundingEmployer,
    FoundingMember,
    FoundingStage,
)
from niangjia.programmes.organising.models.grids import (
    Drive,
    DriveTarget,
    Grid,
    GridOfficer,
    GridPlace,
    Round,
)
from niangjia.programmes.organising.models.joining import (
    Application,
    JoinCode,
)
from niangjia.programmes.organising.models.joint import (
    Decision,
    GroupMessage,
    GroupReceiver,
    Liaison,
    Meeting,
)
from niangjia.programmes.organising.models.leaving import (
    Leaving,
)
from niangjia.programmes.organising.models.officers import (
    Attendance,
    Officer,
    Post,
    Training,
    Visit,
)
from niangjia.programmes.organising.models.provincial import (
    Comparison,
    Difference,
)
from niangjia.programmes.organising.models.registry import (
    RegistryCandidate,
    RegistryEntry,
    RegistryRefusal,
)
from niangjia.programmes.organising.models.rounds import (
    Finding,
)
from niangjia.programmes.organising.models.shapes import (
    EmployerMove,
)
from niangjia.programmes.organising.models.terms import (
    Document,
    DocumentSeries,
    Registration,
    Term,
    TermSeat,
)
from niangjia.programmes.organising.models.transfers import (
    Transfer,
)

__all__ = [
    "Application",
    "Attendance",
    "Candidate",
    "Change",
    "Comparison",
    "Decision",
    "Difference",
    "Document",
    "DocumentSeries",
    "Drive",
    "DriveTarget",
    "EmployerMove",
    "Finding",
    "FocusGroup",
    "FocusPhase",
    "FocusPlace",
    "FocusPlan",
    "FocusTarget",
    "Founding",
    "FoundingEmployer",
    "FoundingMember",
    "FoundingStage",
    "Grid",
    "GridOfficer",
    "GridPlace",
    "GroupMessage",
    "GroupReceiver",
    "JoinCode",
    "Leaving",
    "Liaison",
    "Meeting",
    "Officer",
    "Post",
    "Registration",
    "RegistryCandidate",
    "RegistryEntry",
    "RegistryRefusal",
    "Round",
    "Term",
    "TermSeat",
    "Training",
    "Transfer",
    "Visit",
]
