# region: 02-admin
from django.contrib import admin

from .models import Author, Book


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "isbn", "copies"]
    list_select_related = ["author"]
    search_fields = ["title", "isbn"]


# endregion
