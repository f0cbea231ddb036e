"""Settings. Everything that differs between installations comes from the environment; see docs/operations.md."""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url

from niangjia.config import data, doors

BASE = Path(__file__).resolve().parent.parent
DATA = data.folder()
DEBUG = os.environ.get("NIANGJIA_DEBUG") == "1"
SECRET_KEY = data.secret_key(DATA)
ALLOWED_HOSTS = os.environ.get("NIANGJIA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [host for host in os.environ.get("NIANGJIA_ORIGINS", "").split(",") if host]
HTTPS = os.environ.get("NIANGJIA_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.usersessions",
    "django_smart_ratelimit",
    "django_tasks",
    "django_tasks_db",
    "treebeard",
    "niangjia.kit.jobs",
    "niangjia.ground.audit",
    "niangjia.ground.org",
    "niangjia.ground.access",
    "niangjia.ground.people",
    "niangjia.engines.approvals",
    "niangjia.engines.evidence",
    "niangjia.engines.figures",
    "niangjia.engines.imports",
    "niangjia.engines.messaging",
    "niangjia.engines.rulebooks",
    "niangjia.engines.scorecards",
    "niangjia.engines.worklists",
    "niangjia.engines.custody",
    "niangjia.programmes.organising",
    "niangjia.fronts.shell",
    "niangjia.fronts.desk",
    "niangjia.fronts.mobile",
    "niangjia.fronts.api",
    "niangjia.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "niangjia.fronts.shell.middleware.RealAddress",
    "niangjia.fronts.shell.middleware.Headers",
    "niangjia.fronts.shell.logs.Logged",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "niangjia.fronts.shell.middleware.LooksChosen",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "niangjia.fronts.shell.middleware.Acting",
    "niangjia.fronts.shell.middleware.CleanAddresses",
    "niangjia.fronts.shell.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "niangjia.config.urls"
WSGI_APPLICATION = "niangjia.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "fronts" / "shell" / "templates"],  # before the log-in library's own
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "niangjia.fronts.shell.context.shell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "niangjia.fronts.shell.templatetags.nj",
            ],
        },
    }
]

# ------------------------------------------------------------------ database
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'niangjia.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA busy_timeout=30000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ people and doors
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "niangjia.fronts.shell.errors.outdated_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
STAFF_SECOND_FACTOR = os.environ.get("NIANGJIA_SECOND_FACTOR", "1") == "1"
NIANGJIA_CODES = os.environ.get("NIANGJIA_CODES", "console")
NIANGJIA_CODES_URL = os.environ.get("NIANGJIA_CODES_URL", "")
NIANGJIA_CODES_TOKEN = os.environ.get("NIANGJIA_CODES_TOKEN", "")
NIANGJIA_PROXIES = [one for one in os.environ.get("NIANGJIA_PROXIES", "").split(",") if one]
NIANGJIA_METRICS_FROM = [one for one in os.environ.get("NIANGJIA_METRICS_FROM", "127.0.0.1,::1").split(",") if one]
NIANGJIA_METRICS_TOKEN = os.environ.get("NIANGJIA_METRICS_TOKEN", "")
NIANGJIA_HOTLINE = os.environ.get("NIANGJIA_HOTLINE", "12351")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "niangjia.ground.access.passwords.MixedValidator"},
]
PASSWORD_DAYS = int(os.environ.get("NIANGJIA_PASSWORD_DAYS", "90"))  # 0: never asked to change

# ------------------------------------------------------------------ words, time, files
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "config" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "niangjia.fronts.shell.statics.MarkedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 30 * 24 * 3600  # addresses carry a mark of the content

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow", "seal"]}}

# ------------------------------------------------------------------ what a page may load: our own files, nothing inline
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'", *doors.ORIGINS],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# ------------------------------------------------------------------ log-in
ACCOUNT_ADAPTER = "niangjia.fronts.shell.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "niangjia.fronts.shell.accounts.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 5 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    # generous per address: a federation's five hundred people share one; strict per name and number
    "login": "600/m/ip",
    "login_failed": "120/m/ip,20/h/key",
    "request_login_code": "120/m/ip,1/m/key,10/d/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "signup": "20/m/ip",
}
MFA_ADAPTER = "niangjia.fronts.shell.accounts.adapter.AuthenticatorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Niangjia"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "niangjia.fronts.shell.accounts.adapter.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = doors.PROVIDERS
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "niangjia.fronts.shell.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "niangjia.fronts.shell.accounts.lockout.name_of"
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["password", "login"]

# ------------------------------------------------------------------ uploads: small ones in memory, others sealed on disk
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "niangjia.fronts.shell.uploads.SealedUploadHandler",
]
UPLOAD_LIMIT = 200 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# ------------------------------------------------------------------ the log: one object a line, nothing of a person in it
PLAIN_LOG = os.environ.get("NIANGJIA_LOG") == "plain"  # for whoever writes programs; never where people are
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "lines": {"()": "niangjia.fronts.shell.lines.Lines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain" if PLAIN_LOG else "lines"},
        "terminal": {"class": "logging.StreamHandler", "formatter": "plain"},  # log-in codes of a trial, to be read off
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "niangjia.codes": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
        "niangjia.requests": {
            "handlers": ["console"],
            "level": os.environ.get("NIANGJIA_LOG_REQUESTS", "INFO"),
            "propagate": False,
        },
    },
}

# ------------------------------------------------------------------ no question of a page may hold the database for long
if DATABASES["default"]["ENGINE"].endswith("postgresql") and os.environ.get("NIANGJIA_STATEMENT_SECONDS"):
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        f"-c statement_timeout={int(os.environ['NIANGJIA_STATEMENT_SECONDS']) * 1000}"
    )
