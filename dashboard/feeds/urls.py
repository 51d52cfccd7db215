from django.urls import path

from dashboard.feeds import views

urlpatterns = [
    path("feeds/", views.feeds, name="feeds"),
    path("feeds.json", views.feeds_json, name="feeds_json"),
]
