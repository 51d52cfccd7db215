"""The ASGI application, for Daphne (``manage.py serve``) and other ASGI servers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stock_ticker.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

http = get_asgi_application()

from dashboard.routing import websocket_urlpatterns
from ticker.ingest.application import MIB, IngestApplication, Limits
from ticker.ingest.sink import IngestSink
from ticker.servers.bodylimit import BodyLimit
from ticker.servers.socketlimit import SocketLimit
from ticker.web.lifespan import Lifespan
from ticker.web.origins import AllowedOrigins

sink = IngestSink(settings.REDIS_URL, settings.INGEST_BACKLOG * MIB)
limits = Limits(
    body=settings.INGEST_BODY_LIMIT * MIB,
    requests=settings.INGEST_REQUEST_RATE,
    events=settings.INGEST_EVENT_RATE,
)
sockets = SocketLimit(URLRouter(websocket_urlpatterns), settings.SOCKET_LIMIT)
application = ProtocolTypeRouter(
    {
        "http": IngestApplication(sink, limits, fallback=BodyLimit(http)),
        "websocket": AllowedOrigins(sockets, settings.ORIGINS),
        "lifespan": Lifespan(settings.EMBEDDED_FEED),
    }
)
