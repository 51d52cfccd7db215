from django.urls import path

from dashboard.accounts import views

urlpatterns = [path("preferences/", views.preferences, name="preferences")]
