"""Settings, read from the environment; what is missing or wrong stops the start with a sentence.

The variables are described in ``docs/running.md``.
"""

import sysconfig
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from municipalities.sources.scb_tables import TABLES, Api, address_of, tables_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", False)


def _secret_key() -> str:
    """SECRET_KEY; while developing, the one that script/server made for this checkout."""
    if key := env.str("SECRET_KEY", ""):
        return key
    made = BASE_DIR / "var" / "secret_key"
    if DEBUG and made.is_file():
        return made.read_text().strip()
    raise ImproperlyConfigured(
        "Set SECRET_KEY in the environment: a long random text, kept secret."
    )


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "accounts",
    "municipalities",
    "budgets",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.utf8.only_utf8",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed by default: a page is open only where its view says login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "budgets.views.navigation.navigation",
            ],
            "builtins": ["budgets.templatetags.figures"],
        },
    }
]

# -- Database ---------------------------------------------------------------------------------

_file = quote(str(BASE_DIR / "var" / "fordela.sqlite3"))
_database = env.dj_db_url("DATABASE_URL", f"sqlite:///{_file}")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["ENGINE"] = "config.sqlite"
    _database["OPTIONS"] = {
        # A write takes its lock when the transaction begins, so that two writers wait for
        # each other; and what is accepted is on disk.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # Said aloud, since pytest-xdist knows only Django's own backend to keep its tests in memory.
    _database["TEST"] = {"NAME": ":memory:"}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# -- Populations ------------------------------------------------------------------------------

# In a year; a larger change is asked about before it is recorded.
POPULATION_MOST_CHANGE_PERCENT = env.int("POPULATION_MOST_CHANGE_PERCENT", 5)


def _scb() -> Api:
    """Where Statistics Sweden is asked; nothing is asked before somebody does."""
    try:
        return Api(
            v2=address_of(env.str("SCB_API_V2", "https://statistikdatabasen.scb.se/api/v2")),
            v1=address_of(env.str("SCB_API_V1", "https://api.scb.se/OV0104/v1/doris/sv/ssd")),
            tables=tables_of(env.json("SCB_TABLES", TABLES)),
            timeout=env.float("SCB_TIMEOUT", 6),
            patience=env.float("SCB_PATIENCE", 12),
            attempts=env.int("SCB_ATTEMPTS", 3),
            pause=env.float("SCB_PAUSE", 1),
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"SCB_API_V2, SCB_API_V1 or SCB_TABLES: {error}") from error


SCB = _scb()

# -- Language ---------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# -- Static files -----------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", Path(sysconfig.get_path("purelib"), "xstatic", "pkg", "bootstrap", "data")),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Safety -----------------------------------------------------------------------------------

SECURE_SSL = env.bool("SECURE_SSL", not DEBUG)
SECURE_SSL_REDIRECT = SECURE_SSL
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
SESSION_COOKIE_SECURE = SECURE_SSL
CSRF_COOKIE_SECURE = SECURE_SSL
SESSION_COOKIE_AGE = 60 * 60 * 12
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
# A population snapshot of all 290 municipalities is a form of some 1,200 fields in the admin.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

env.seal()
