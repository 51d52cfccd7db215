from django.urls import include, path

from dashboard.watchlists import edits, fileviews, settings, sharing, star, views

one = [
    path("", views.watchlist, name="watchlist"),
    path("edit/", edits.edit, name="watchlist_edit"),
    path("add/", edits.add, name="watchlist_add"),
    path("sections/", edits.add_section, name="watchlist_sections"),
    path("sections/<int:section>/", edits.section, name="watchlist_section"),
    path("entries/<str:symbol>/", edits.entry, name="watchlist_entry"),
    path("put-back/", edits.undo, name="watchlist_put_back"),
    path("settings/", settings.settings, name="watchlist_settings"),
    path("rename/", settings.rename, name="watchlist_rename"),
    path("default/", settings.make_default, name="watchlist_default"),
    path("duplicate/", settings.duplicate, name="watchlist_duplicate"),
    path("delete/", settings.delete, name="watchlist_delete"),
    path("links/", sharing.links, name="watchlist_links"),
    path("links/<int:link>/revoke/", sharing.revoke, name="watchlist_revoke"),
    path("import/", fileviews.import_file, name="watchlist_import"),
    path("export/<slug:key>/", fileviews.export_file, name="watchlist_export"),
]
urlpatterns = [
    path("", views.index, name="watchlists"),
    path("star/", star.star_symbol, name="star"),
    path("<int:number>.json", views.watchlist_json, name="watchlist_json"),
    path("<int:number>.csv", views.watchlist_csv, name="watchlist_csv"),
    path("<int:number>/", include(one)),
    path("shared/<str:token>.json", sharing.shared_json, name="shared_json"),
    path("shared/<str:token>.csv", sharing.shared_csv, name="shared_csv"),
    path("shared/<str:token>/", sharing.shared_list, name="shared"),
    path("shared/<str:token>/copy/", sharing.copy, name="shared_copy"),
]
