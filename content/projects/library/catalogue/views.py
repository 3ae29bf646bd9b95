# region: 05-books
from django.db.models import ProtectedError
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import mixins, permissions, viewsets
from rest_framework.decorators import action
from rest_framework.filters import OrderingFilter
from rest_framework.response import Response
from rest_framework.reverse import reverse

from .conflicts import Conflict, conflict_from
from .models import Book, Loan
from .serializers import BookSerializer, LoanSerializer
from .services import AlreadyBorrowed, NoCopiesLeft, borrow_book, return_loan


@extend_schema_view(
    list=extend_schema(
        summary="List books",
        parameters=[
            OpenApiParameter("author", int, description="Only books of this author (id)."),
            OpenApiParameter("q", str, description="Only books with this in their title."),
        ],
    ),
    destroy=extend_schema(
        summary="Remove a book",
        responses={204: None, 409: OpenApiResponse(description="The book still has loans.")},
    ),
)
class BookViewSet(viewsets.ModelViewSet):
    """Books of the library: everybody may read, librarians may write."""

    queryset = Book.objects.select_related("author").with_free_copies()
    serializer_class = BookSerializer
    permission_classes = [permissions.DjangoModelPermissionsOrAnonReadOnly]
    filter_backends = [OrderingFilter]
    ordering_fields = ["title", "free_copies"]
    ordering = ["title", "pk"]

    def get_queryset(self):
        books = super().get_queryset()
        text = self.request.query_params.get("q", "").strip()
        author = self.request.query_params.get("author", "")
        if text:
            books = books.filter(title__icontains=text)
        if author.isascii() and author.isdecimal():
            books = books.filter(author=author)
        return books

    def perform_create(self, serializer):
        book = serializer.save()
        serializer.instance = (
            Book.objects.select_related("author").with_free_copies().get(pk=book.pk)
        )

    def get_success_headers(self, data):
        return {"Location": reverse("book-detail", args=[data["id"]], request=self.request)}

    def perform_destroy(self, instance):
        try:
            instance.delete()
        except ProtectedError as error:
            raise Conflict({"code": "has_loans", "detail": "This book has loans."}) from error


# endregion


# region: 05-loans
class LoanViewSet(
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.ListModelMixin,
    viewsets.GenericViewSet,
):
    """Loans: borrowers see their own, librarians see all."""

    queryset = Loan.objects.none()
    serializer_class = LoanSerializer
    permission_classes = [permissions.IsAuthenticated]

    def get_queryset(self):
        loans = Loan.objects.select_related("book")
        if self.request.user.has_perm("catalogue.change_loan"):
            return loans
        return loans.filter(borrower=self.request.user.pk)

    def perform_create(self, serializer):
        data = serializer.validated_data
        try:
            serializer.instance = borrow_book(
                book_id=data["book"].pk, borrower=self.request.user, due_on=data["due_on"]
            )
        except (AlreadyBorrowed, NoCopiesLeft) as error:
            raise conflict_from(error) from error

    def get_success_headers(self, data):
        return {"Location": reverse("loan-detail", args=[data["id"]], request=self.request)}

    @extend_schema(summary="Give a book back", request=None, responses=LoanSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def give_back(self, request, pk=None):
        loan = return_loan(self.get_object().pk)
        return Response(self.get_serializer(loan).data)


# endregion
