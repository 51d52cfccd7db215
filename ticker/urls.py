from django.urls import path

from ticker import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("reload/", health.reload, name="reload"),
]
