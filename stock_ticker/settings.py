"""Settings: everything that differs between installations comes from the environment."""

from __future__ import annotations

from pathlib import Path

from stock_ticker import env
from stock_ticker.database import database
from stock_ticker.logs import drop_traceback
from stock_ticker.mail import PORTS, TIMEOUT, mail
from stock_ticker.origins import are_secure, origins
from stock_ticker.secrets import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# Where it serves, and what it serves.
HOST = env.text("HOST", "localhost")
PORT = env.integer("PORT", 8000, 1, 65535)
FEED = env.text("FEED", "simulated://")
ALPACA_KEY_ID = env.token("ALPACA_KEY_ID")
ALPACA_SECRET_KEY = env.token("ALPACA_SECRET_KEY")
# Days for which minute and daily bars are stored; 0 is for ever.
MINUTES_KEPT = env.integer("MINUTES_KEPT", 60, 0, 36_500)
DAYS_KEPT = env.integer("DAYS_KEPT", 0, 0, 36_500)

# Who may talk to it.
SECRET_KEY = secret_key(env.text("SECRET_KEY", ""), VAR_DIR / "secret_key")
DEBUG = env.switch("DEBUG", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
BEHIND_PROXY = env.switch("BEHIND_PROXY", default=False)
ORIGINS = origins(env.words("ORIGINS"), ALLOWED_HOSTS, PORT, BEHIND_PROXY)
"""Pages of these origins (scheme, host and port) may open websockets and send forms."""
METRICS_TOKEN = env.token("METRICS_TOKEN")
CSRF_TRUSTED_ORIGINS = [origin for origin in ORIGINS if "://*" not in origin]
CSRF_FAILURE_VIEW = "dashboard.errors.views.csrf_failure"
# What a source may post to /ingest/: MiB in a request, requests and events a second, and MiB that
# may wait in Redis for the publisher. INGEST_TOKEN is the token of `manage.py ingest`.
INGEST_BODY_LIMIT = env.integer("INGEST_BODY_LIMIT", 64, 1, 1024)
INGEST_REQUEST_RATE = env.integer("INGEST_REQUEST_RATE", 50, 1, 10_000)
INGEST_EVENT_RATE = env.integer("INGEST_EVENT_RATE", 10_000, 1, 1_000_000)
INGEST_BACKLOG = env.integer("INGEST_BACKLOG", 64, 1, 4096)
INGEST_TOKEN = env.token("INGEST_TOKEN")
SOCKET_LIMIT = env.integer("SOCKET_LIMIT", 10_000, 1, 1_000_000)
# Confirming an import sends the text of a whole file again: 1 MiB, or twice that if it is all line
# ends. Somewhat larger forms must still get an explanation of the limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# Only behind a proxy that ends TLS does this header say that the browser used https; from a
# stranger it means nothing. The proxy passes on the Host that it was asked for.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_PROXY and are_secure(ORIGINS)

# Accounts: by name or e-mail, once the e-mail is verified; an optional second factor.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
ACCOUNT_ADAPTER = "dashboard.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = (
    "mandatory"  # otherwise a sign-up would reveal which addresses are known
)
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "stock_ticker"
# Browsers offer passkeys over https, and over http to this machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SESSION_COOKIE_SECURE
MAIL = mail(env.url("MAIL_URL", tuple(PORTS)))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = MAIL.backend, MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host_user, MAIL.host_password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL.use_tls, MAIL.use_ssl, TIMEOUT
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "stock_ticker@localhost")

INSTALLED_APPS = [
    "ticker",  # before staticfiles, whose runserver command has no websockets
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "django_htmx",
    "django_tables2",
    "dashboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "stock_ticker.csp.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.errors.middleware.ErrorMiddleware",
]
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

ROOT_URLCONF = "stock_ticker.urls"
ASGI_APPLICATION = "stock_ticker.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "stock_ticker.templates.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboard.accounts.context.account",
            ],
        },
    }
]

DATABASE_URL = env.url("DATABASE_URL", ("postgres", "postgresql"))
DATABASES = {"default": database(DATABASE_URL, VAR_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# With Redis the publisher is a separate process: `manage.py runfeed`.
REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"))
EMBEDDED_FEED = "" if REDIS_URL else FEED
MEMORY_LAYER = {
    "BACKEND": "channels.layers.InMemoryChannelLayer",
    # Memberships must outlive every process: with the default of a day, walls would fall silent.
    "CONFIG": {"group_expiry": 100 * 365 * 86400},
}
REDIS_LAYER = {
    "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
    "CONFIG": {"hosts": [REDIS_URL]},
}
CHANNEL_LAYERS = {"default": REDIS_LAYER if REDIS_URL else MEMORY_LAYER}

# All processes count failed attempts together.
REDIS_CACHE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": REDIS_URL,
    "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},  # a page waits for it
}
MEMORY_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {"default": REDIS_CACHE if REDIS_URL else MEMORY_CACHE}

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "stock_ticker.stylesheets.JoinedStylesheets"},
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

DJANGO_TABLES2_TABLE_ATTRS = {"class": "quotes"}

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "django.utils.log.CallbackFilter", "callback": drop_traceback}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["one_line"],
        }
    },
    "loggers": {"django": {"handlers": []}},  # with DEBUG, Django's own would repeat every line
    "root": {"handlers": ["stderr"], "level": env.choice("LOG_LEVEL", "WARNING", LOG_LEVELS)},
}
