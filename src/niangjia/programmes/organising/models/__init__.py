"""Tables of organising, a file for each of its fields."""

from niangjia.programmes.organising.models.changes import (
    Change,
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
from niangjia.programmes.organising.models.rounds import (
    Finding,
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
    "Finding",
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
    "Round",
    "Term",
    "TermSeat",
    "Training",
    "Transfer",
    "Visit",
]
