# region: 10-prices-tests
import asyncio

import httpx
import pytest

from catalogue.prices import fetch_price


@pytest.mark.parametrize(
    ("answer", "price"),
    [
        (httpx.Response(200, json={"price": "9.50"}), "9.50"),
        (httpx.Response(200, json=["a list"]), None),
        (httpx.Response(200, json={}), None),
        (httpx.Response(200, text="not JSON"), None),
        (httpx.Response(503), None),
    ],
)
def test_a_shop_that_fails_has_no_price(answer, price):
    async def fetch():
        shop = httpx.MockTransport(lambda request: answer)
        async with httpx.AsyncClient(transport=shop) as client:
            return await fetch_price(client, "https://north.example/price/9780385014809")

    assert asyncio.run(fetch()) == price


# endregion
