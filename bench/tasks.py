"""The five tasks of people in the browser, with steps and seconds: joining, approving fifty, forming a union, finding a person, taking a roster in.

The scripts are the journeys of the suite (`tests/journeys`), which print one line each; this runs them once and gathers the lines.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.journeys.tasks import TASKS

HERE = Path(__file__).resolve().parent.parent
JOURNEYS = (
    "tests/journeys/test_joining.py::test_joining_by_the_poster[looks0]",
    "tests/journeys/test_joining.py::test_a_chair_approves_fifty_by_keyboard",
    "tests/journeys/test_founding.py::test_a_union_formed_from_request_to_reply",
    "tests/journeys/test_tasks.py",
)
LINE = re.compile(r"task ([a-z ]+): (\d+) steps, ([\d.]+) s")


def main() -> int:
    """Print the five lines; 1 if a task failed or said nothing."""
    asked = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "-p", "no:cacheprovider", *JOURNEYS]
    done = subprocess.run(asked, cwd=HERE, capture_output=True, text=True)
    found = {task: (int(steps), float(seconds)) for task, steps, seconds in LINE.findall(done.stdout)}
    for task in TASKS:
        steps, seconds = found.get(task, (0, 0.0))
        print(f"  {task:<18} {steps:>3} steps  {seconds:6.1f} s" if task in found else f"  {task:<18} failed")
    if done.returncode:
        print(done.stdout[-3000:])
    return int(bool(done.returncode) or set(found) != set(TASKS))


if __name__ == "__main__":
    sys.exit(main())
