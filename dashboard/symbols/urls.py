from django.urls import path

from dashboard.symbols import chartviews, views

search = [
    path("", views.search, name="search"),
    path("suggest/", views.suggest, name="suggest"),
]
symbols = [
    path("<str:symbol>/", views.symbol, name="symbol"),
    path("<str:symbol>.json", chartviews.bars_json, name="symbol_json"),
    path("<str:symbol>.csv", chartviews.bars_csv, name="symbol_csv"),
    path("<str:symbol>/chart.svg", chartviews.chart_svg, name="chart_svg"),
    path("<str:symbol>/chart/bars/", chartviews.chart_bars, name="chart_bars"),
    path("<str:symbol>/chart/readout/", chartviews.chart_readout, name="chart_readout"),
    path("<str:symbol>/chart/table/", chartviews.chart_table, name="chart_table"),
]
