from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("dashboard.urls")),
    path("", include("ticker.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "dashboard.errors.views.bad_request"
handler403 = "dashboard.errors.views.forbidden"
handler404 = "dashboard.errors.views.not_found"
handler500 = "dashboard.errors.views.server_error"
