from django.urls import include, path

urlpatterns = [
    path("", include("dashboard.desk.urls")),
    path("boards/", include("dashboard.boards.urls")),
    path("accounts/", include("dashboard.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("watchlists/", include("dashboard.watchlists.urls")),
    path("search/", include("dashboard.symbols.urls")),
]
