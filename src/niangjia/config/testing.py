"""Settings of the suite: fast hashes, mail in memory, jobs at once, keys and files in a throw-away folder."""

import os
import tempfile

os.environ.setdefault("NIANGJIA_DATA", tempfile.mkdtemp(prefix="niangjia-test-"))
os.environ.setdefault("NIANGJIA_SECRET", "only-for-tests")

from niangjia.config.settings import *  # noqa: F403
from niangjia.config.settings import DATABASES, LOGGING

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "slow", "seal"]}
}
AXES_ENABLED = False
LOGGING["loggers"]["niangjia.requests"]["level"] = "WARNING"  # type: ignore[index]
NIANGJIA_CODES = "memory"
STAFF_SECOND_FACTOR = False  # tests of the log-in turn it on
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA foreign_keys=ON; PRAGMA synchronous=OFF;"
AUDIT_REFUSES_DELETES = False  # else no test could empty its tables; the tests of the trail install the triggers
