"""The product's application, with one more address for the viewers' own lists."""

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from stock_ticker.asgi import application as product

from benchmarks.ownlist import OwnListConsumer  # isort: skip - Django must be set up before
from dashboard.routing import websocket_urlpatterns
from ticker.web.origins import AllowedOrigins

own = path("ws/ticker/own/", OwnListConsumer.as_asgi())
websocket = AllowedOrigins(URLRouter([own, *websocket_urlpatterns]), settings.ORIGINS)
application = ProtocolTypeRouter({**product.application_mapping, "websocket": websocket})
