# region: 02-app
from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self) -> None:
        autodiscover_modules("cache_receivers", "mail_receivers")


# endregion
