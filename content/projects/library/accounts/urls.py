# region: 06-jwt
from django.urls import path
from rest_framework_simplejwt.views import TokenBlacklistView, TokenObtainPairView, TokenRefreshView


class LoginView(TokenObtainPairView):
    """Trade a name and a password for two tokens; five attempts a minute."""

    throttle_scope = "login"


urlpatterns = [
    path("", LoginView.as_view()),
    path("refresh/", TokenRefreshView.as_view()),
    path("logout/", TokenBlacklistView.as_view()),
]
# endregion
