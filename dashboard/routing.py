"""Which websocket shows what."""

from django.urls import path, re_path

from dashboard.boards.consumers import BoardConsumer
from dashboard.desk.consumers import DeskConsumer
from dashboard.symbols.consumers import SearchConsumer
from ticker.consumers import Nowhere

websocket_urlpatterns = [
    path("ws/ticker/desk/", DeskConsumer.as_asgi()),
    path("ws/ticker/boards/<slug:slug>/", BoardConsumer.as_asgi()),
    path("ws/ticker/search/", SearchConsumer.as_asgi()),
    re_path("", Nowhere.as_asgi()),
]
