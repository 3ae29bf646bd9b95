# region: 08-schema
import strawberry
import strawberry_django
from django.core.exceptions import ValidationError
from graphql import GraphQLError
from strawberry import auto
from strawberry_django.optimizer import DjangoOptimizerExtension

from . import models


@strawberry_django.type(models.Author, name="Author")
class AuthorType:
    id: auto
    name: auto
    books: list["BookType"]


@strawberry_django.type(models.Book, name="Book")
class BookType:
    id: auto
    title: auto
    isbn: auto
    author: AuthorType


@strawberry.type
class Query:
    @strawberry_django.field
    def books(self, title_contains: str = "", limit: int = 25) -> list[BookType]:
        if not 1 <= limit <= 100:
            raise GraphQLError("limit must be between 1 and 100")
        return models.Book.objects.filter(title__icontains=title_contains)[:limit]

    @strawberry_django.field
    def book(self, id: strawberry.ID) -> BookType | None:
        return models.Book.objects.filter(pk=id).first() if id.isdecimal() else None


@strawberry.type
class Mutation:
    @strawberry_django.mutation
    def rename_book(self, info: strawberry.Info, id: strawberry.ID, title: str) -> BookType:
        if not info.context.request.user.has_perm("catalogue.change_book"):
            raise GraphQLError("You may not change books.")
        book = models.Book.objects.filter(pk=id).first() if id.isdecimal() else None
        if book is None:
            raise GraphQLError("There is no such book.")
        book.title = title
        try:
            book.full_clean()
        except ValidationError as error:
            raise GraphQLError("; ".join(error.messages)) from error
        book.save(update_fields=["title"])
        return book


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    extensions=[DjangoOptimizerExtension],
)
# endregion
