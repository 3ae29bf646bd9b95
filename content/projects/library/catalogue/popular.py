# region: 09-view
from django.urls import path
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from .cache import popular_books


class PopularBookSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    author = serializers.CharField()
    loans = serializers.IntegerField()


@extend_schema(
    summary="The ten most borrowed books",
    responses=inline_serializer("Popular", {"results": PopularBookSerializer(many=True)}),
)
@api_view(["GET"])
@permission_classes([AllowAny])
def popular(request):
    return Response({"results": popular_books()})


urlpatterns = [path("", popular)]
# endregion
