from django.urls import path

from dashboard.desk import views

urlpatterns = [path("", views.desk, name="desk")]
