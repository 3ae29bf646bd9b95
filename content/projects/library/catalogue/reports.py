# region: 10-report
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response

from .tasks import build_yearly_report


@extend_schema(summary="Build the report of this year", request=None, responses={202: None})
@api_view(["POST"])
@permission_classes([IsAdminUser])
def start_report(request):
    build_yearly_report.delay(timezone.localdate().year, request.user.email)
    return Response(status=status.HTTP_202_ACCEPTED)


urlpatterns = [path("", start_report)]
# endregion
