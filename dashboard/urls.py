from django.urls import include, path

from dashboard.icon import icon
from dashboard.preferences.views import preferences
from dashboard.signin.views import SignUpView
from dashboard.symbols.urls import search, symbols

urlpatterns = [
    path("", include("dashboard.desk.urls")),
    path("", include("dashboard.feeds.urls")),
    path("boards/", include("dashboard.boards.urls")),
    path("accounts/preferences/", preferences, name="preferences"),
    path("accounts/signup/", SignUpView.as_view()),
    path("accounts/", include("allauth.urls")),
    path("kiosk/", include("dashboard.kiosk.urls")),
    path("watchlists/", include("dashboard.watchlists.urls")),
    path("screens/", include("dashboard.screens.urls")),
    path("favicon.ico", icon),
    path("search/", include(search)),
    path("symbols/", include(symbols)),
]
