from allauth.account.decorators import secure_admin_login
from allauth.account.views import logout
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("dashboard.urls")),
    path("", include("ticker.urls")),
    # The admin's own form would skip the second factor of staff, and its logout would not tell
    # their open pages.
    path("admin/login/", secure_admin_login(admin.site.login)),
    path("admin/logout/", logout),
    path("admin/", admin.site.urls),
]

handler400 = "dashboard.errors.views.bad_request"
handler403 = "dashboard.errors.views.forbidden"
handler404 = "dashboard.errors.views.not_found"
handler429 = "dashboard.errors.views.too_many_requests"
handler500 = "dashboard.errors.views.server_error"
