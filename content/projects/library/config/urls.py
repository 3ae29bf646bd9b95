# region: 01-admin
from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls)]
# endregion

# region: 05-rest
urlpatterns += [path("api/v1/", include("catalogue.urls"))]
# endregion

# region: 06-jwt
urlpatterns += [path("api/v1/token/", include("accounts.urls"))]
# endregion

# region: 07-openapi
urlpatterns += [path("api/", include("config.openapi"))]
# endregion

# region: 08-graphql
urlpatterns += [path("graphql/", include("catalogue.graphql"))]
# endregion

# region: 11-health
urlpatterns += [path("", include("config.health"))]
# endregion
