"""The consumer of each websocket address."""

from django.urls import path, re_path

from dashboard.boards.consumers import BoardConsumer
from dashboard.desk.consumers import DeskConsumer
from dashboard.feeds.consumers import FeedsConsumer
from dashboard.kiosk.consumers import KioskConsumer
from dashboard.screens.consumers import FleetConsumer, ScreenConsumer
from dashboard.symbols.consumers import SearchConsumer, SymbolConsumer
from dashboard.watchlists.consumers import EditConsumer, SharedConsumer, WatchlistConsumer
from ticker.web.consumers import UnknownAddressConsumer

websocket_urlpatterns = [
    path("ws/ticker/desk/", DeskConsumer.as_asgi()),
    path("ws/ticker/boards/<slug:slug>/", BoardConsumer.as_asgi()),
    path("ws/ticker/feeds/", FeedsConsumer.as_asgi()),
    path("ws/ticker/kiosk/", KioskConsumer.as_asgi()),
    path("ws/ticker/screens/", FleetConsumer.as_asgi()),
    path("ws/ticker/screens/<int:number>/", ScreenConsumer.as_asgi()),
    path("ws/ticker/search/", SearchConsumer.as_asgi()),
    path("ws/ticker/symbols/<str:symbol>/", SymbolConsumer.as_asgi()),
    path("ws/ticker/watchlists/<int:number>/", WatchlistConsumer.as_asgi()),
    path("ws/ticker/watchlists/<int:number>/edit/", EditConsumer.as_asgi()),
    path("ws/ticker/shared/<str:token>/", SharedConsumer.as_asgi()),
    re_path("", UnknownAddressConsumer.as_asgi()),
]
