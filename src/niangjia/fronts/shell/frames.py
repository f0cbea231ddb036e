"""Which frame stands around a page: each front registers its own, so that error pages keep the person where she is."""

PLAIN = "shell/plain.html"

_frames: dict[str, str] = {}


def register(prefix: str, template: str) -> None:
    """Pages below the address prefix stand in this frame. Called from a front's `apps.py` when it is ready."""
    _frames[prefix] = template


def frame_of(path: str) -> str:
    """The frame of an address; the plain one where no front is at home."""
    for prefix, template in _frames.items():
        if path.startswith(prefix):
            return template
    return PLAIN
