# region: 05-routes
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from .views import BookViewSet, LoanViewSet

router = DefaultRouter()
router.register("books", BookViewSet)
router.register("loans", LoanViewSet)

urlpatterns = [path("", include(router.urls))]
# endregion

# region: 09-popular
urlpatterns += [path("popular/", include("catalogue.popular"))]
# endregion

# region: 10-prices
urlpatterns += [path("books/<int:pk>/prices/", include("catalogue.prices"))]
# endregion

# region: 10-reports
urlpatterns += [path("reports/", include("catalogue.reports"))]
# endregion
