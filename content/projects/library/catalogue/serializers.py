# region: 05-serializers
from django.utils import timezone
from rest_framework import serializers

from .models import Author, Book, Loan


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["id", "name"]


class BookSerializer(serializers.ModelSerializer):
    author = AuthorSerializer(read_only=True)
    author_id = serializers.PrimaryKeyRelatedField(
        source="author", queryset=Author.objects.all(), write_only=True
    )
    free_copies = serializers.IntegerField(read_only=True)

    class Meta:
        model = Book
        fields = ["id", "title", "isbn", "author", "author_id", "copies", "free_copies"]

    def validate_isbn(self, value: str) -> str:
        if len(value) != 13 or not (value.isascii() and value.isdecimal()):
            raise serializers.ValidationError("An ISBN has exactly 13 digits.")
        return value


class LoanSerializer(serializers.ModelSerializer):
    book = serializers.PrimaryKeyRelatedField(
        queryset=Book.objects.all(), help_text="Id of the book."
    )

    class Meta:
        model = Loan
        fields = ["id", "book", "borrowed_on", "due_on", "returned_at"]
        read_only_fields = ["borrowed_on", "returned_at"]

    def validate_due_on(self, value):
        if value < timezone.localdate():
            raise serializers.ValidationError("The date is in the past.")
        return value


# endregion
