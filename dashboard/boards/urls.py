from django.urls import path

from dashboard.boards import views

urlpatterns = [
    path("<slug:slug>/", views.board, name="board"),
    path("<slug:slug>.json", views.board_json, name="board_json"),
    path("<slug:slug>.csv", views.board_csv, name="board_csv"),
]
