# region: 08-view
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from strawberry.django.views import GraphQLView

from .schema import schema


class TokenGraphQLView(GraphQLView):
    """GraphQL for clients with a token, like the REST API.

    The cookie of a session counts for nothing here. That is why the view needs no CSRF token:
    a foreign page can make a browser send cookies, but no `Authorization` header.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        try:
            found = JWTAuthentication().authenticate(request)
        except AuthenticationFailed as error:
            return JsonResponse({"detail": str(error.detail["detail"])}, status=401)
        request.user = found[0] if found else AnonymousUser()
        return super().dispatch(request, *args, **kwargs)


view = TokenGraphQLView.as_view(
    schema=schema,
    graphql_ide="graphiql" if settings.DEBUG else None,
    allow_queries_via_get=False,
)
urlpatterns = [path("", csrf_exempt(view))]
# endregion
