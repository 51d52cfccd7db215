from django.urls import path

from dashboard.kiosk import views

urlpatterns = [
    path("", views.kiosk, name="kiosk"),
    path("claimed/", views.check_claim, name="kiosk_claimed"),
    path("alive/", views.confirm_alive, name="kiosk_alive"),
    path("keep/", views.renew_credential, name="kiosk_keep"),
    path("reload/", views.reload, name="kiosk_reload"),
    path("sizes.css", views.sizes, name="kiosk_sizes"),
]
