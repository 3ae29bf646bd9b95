# region: 10-prices
import asyncio

import httpx
from django.http import HttpRequest, JsonResponse
from django.urls import path

from .models import Book

SHOPS = {
    "north": "https://north.example/price/",
    "south": "https://south.example/price/",
}


async def fetch_price(client: httpx.AsyncClient, url: str) -> str | None:
    try:
        response = await client.get(url)
        response.raise_for_status()
        return response.json()["price"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None


async def prices(request: HttpRequest, pk: int) -> JsonResponse:
    book = await Book.objects.filter(pk=pk).afirst()
    if book is None:
        return JsonResponse({"detail": "No such book."}, status=404)
    async with httpx.AsyncClient(timeout=3.0) as client:
        found = await asyncio.gather(
            *(fetch_price(client, url + book.isbn) for url in SHOPS.values())
        )
    return JsonResponse(dict(zip(SHOPS, found, strict=True)))


urlpatterns = [path("", prices)]
# endregion
