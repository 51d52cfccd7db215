from django.urls import include, path

from dashboard.screens import pages, programmeviews, screen, views

one_screen = [
    path("", screen.screen, name="screen"),
    path("remote/", screen.remote_control, name="screen_remote"),
    path("banner/", screen.banner, name="screen_banner"),
    path("delete/", screen.delete, name="screen_delete"),
]
one_programme = [
    path("", programmeviews.programme, name="programme"),
    path("pages/", pages.pages, name="programme_pages"),
    path("pages/new/", pages.new_page, name="programme_page_new"),
    path("pages/<int:page>/", pages.page, name="programme_page"),
    path("duplicate/", programmeviews.duplicate, name="programme_duplicate"),
    path("delete/", programmeviews.delete, name="programme_delete"),
]
urlpatterns = [
    path("", views.screens, name="screens"),
    path("pair/", views.pair_screen, name="screen_pair"),
    path("<int:number>/", include(one_screen)),
    path("programmes/", programmeviews.programmes, name="programmes"),
    path("programmes/<int:number>/", include(one_programme)),
]
