# SPDX-License-Identifier: Apache-2.0
"""All settings, each from the environment through env.py; secrets have no default."""

from pathlib import Path

from csp.constants import NONE, SELF

from lpse import assets, env

VAR = env.path("VAR", default="var")
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = env.text("SECRET_KEY")
# Earlier keys, newest first: sessions, links and tracking codes made under them stay good.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = False
PORT = env.number("PORT", default=8000)
SITE_URL = env.text("SITE_URL", default=f"http://localhost:{PORT}")
LIVE_URL = env.text("LIVE_URL", default=f"ws://localhost:{PORT + 1}")
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default="localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "lpse.urls"
WSGI_APPLICATION = "lpse.wsgi.application"

# The office (one installation is one LPSE). The row `accounts.Office` is made from these once.
OFFICE = {
    "name": env.text("OFFICE_NAME", default="Portal Pengadaan"),
    "org": env.text("OFFICE_ORG", default="LPSE Kota Sagara"),
    "government": env.text("OFFICE_GOVERNMENT", default="Pemerintah Kota Sagara"),
    "code": env.text("OFFICE_CODE", default="999"),
    "zone": env.text("OFFICE_ZONE", default="Asia/Jakarta"),
    "address": env.text("OFFICE_ADDRESS", default="Jalan Pelabuhan Lama 12, Sagara 90111"),
    "email": env.text("OFFICE_EMAIL", default="bantuan@lpse.sagara.example"),
}

# Training (decisions.md 3.11): refused unless switched on; one statutory day lasts some seconds.
TRAINING = env.flag("TRAINING")
TRAINING_DAY_SECONDS = env.seconds("TRAINING_DAY_SECONDS", default=20)
# An INAPROC export the demo fills its archive with; without one it invents an archive.
INAPROC_DIR = env.path("INAPROC_DIR", default=str(BASE_DIR.parent / "shared" / "data" / "inaproc"))

# The record, keys and sealing.
LOG_ORIGIN = env.text("LOG_ORIGIN", default=f"localhost:{PORT}/log")
BATCH_SECONDS = env.seconds("BATCH_SECONDS", default=60)
KEK_FILE = env.path("KEK_FILE", default=str(VAR / "secrets" / "kek.key"))
LOG_KEY_FILE = env.path("LOG_KEY_FILE", default=str(VAR / "secrets" / "log.key"))
RECEIPT_KEY_FILE = env.path("RECEIPT_KEY_FILE", default=str(VAR / "secrets" / "receipt.key"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_fsm",
    "django_htmx",
    "template_partials",
    "channels",
    "csp",
    "django_prometheus",
    "lpse",
    "lpse.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "lpse.ledger",
    "documents",
    "tenders",
    "vendors",
    "evaluation",
    "complaints",
    "lpse.notices",
    "lpse.portal",
    "lpse.demo",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "lpse.portal.strangers.strangers_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lpse.middleware.LocalhostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lpse.accounts.middleware.actor_middleware",
    "lpse.accounts.middleware.second_factor_middleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lpse.middleware.RefusedMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lpse.context.portal",
                "lpse.notices.context.unread",
            ],
            "builtins": ["lpse.templatetags.lpse_format", "lpse.templatetags.lpse_ui", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and the security cache (TOTP codes used, rate limits) live in PostgreSQL: Valkey may be lost at any time.
SESSION_ENGINE = "lpse.accounts.signin"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "security_cache"}}

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_SECURE = "Lax", 365 * 24 * 3600, SECURE
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Sign-in: e-mail, password and a second factor for everyone; passkeys may take the place of both.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["lpse.accounts.signin.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/tugas/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lpse.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "lpse.accounts.forms.PersonForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = OFFICE["org"]

# E-mail: files in the demo, SMTP by environment.
EMAIL_BACKEND = env.text("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = env.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = OFFICE["email"]

LANGUAGE_CODE = "id"
# The source is Indonesian; English is whole, and `manage.py texts --check` keeps it so.
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [str(BASE_DIR / "lpse" / "locale")]
TIME_ZONE = OFFICE["zone"]
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Static files under /static/<digest12>/: the digest is over the whole tree, so every release has its own address.
STATIC_URL = f"/static/{assets.digest12()}/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR / "static"))
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_IMMUTABLE_FILE_TEST = r"/static/[0-9a-f]{12}/"

# Object storage (S3), one module speaks it: documents/storage.py.
S3_ENDPOINT = env.text("S3_ENDPOINT")
S3_PUBLIC_URL = env.text("S3_PUBLIC_URL", default=f"http://localhost:{PORT + 2}")
S3_ACCESS_KEY = env.text("S3_ACCESS_KEY")
S3_SECRET_KEY = env.text("S3_SECRET_KEY")
S3_REGION = env.text("S3_REGION", default="us-east-1")
S3_SECURE = env.flag("S3_SECURE")
OBJECT_STORE_TIMEOUT = env.seconds("OBJECT_STORE_TIMEOUT", default=20)  # per request; bid uploads are ticketed

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL, S3_PUBLIC_URL],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# Redis protocol: the broker and the live layer only. Losing it loses nothing legal.
REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 10, "socket_connect_timeout": 5, "visibility_timeout": 3600}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "lpse.portal.tasks.tick", "schedule": 1.0, "options": {"expires": 5}},
    "letters": {"task": "lpse.notices.tasks.send_letters", "schedule": 5.0, "options": {"expires": 5}},
    "ping": {"task": "lpse.notices.tasks.ping", "schedule": 5.0, "options": {"expires": 5}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# Numbers for Prometheus (/metrics), as a bearer token; without one the address is not there.
METRICS_TOKEN = env.text("METRICS_TOKEN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lpse.logging.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", default="INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
