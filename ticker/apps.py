from django.apps import AppConfig


class TickerConfig(AppConfig):
    name = "ticker"
    default_auto_field = "django.db.models.BigAutoField"
