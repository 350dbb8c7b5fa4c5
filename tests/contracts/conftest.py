"""What several contracts are tried on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.shop.migrate import opened
from tests.contracts._shop import BACKENDS, SQL, Backend, Opens, schema
from tests.contracts._shop_on_shopify import open_shopify


@pytest.fixture(scope="session")
def sqlite_shop(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file that every test fills anew."""
    url = f"sqlite:///{tmp_path_factory.mktemp('shop')}/shop.db"
    with opened(url):
        return url


@pytest.fixture(scope="session")
def postgres_shop() -> Iterator[str]:
    """A schema that every test fills anew; skips where there is no PostgreSQL."""
    with schema() as url:
        with opened(url):
            pass
        yield url


@pytest.fixture(params=[*BACKENDS, "shopify"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Each back end of the shop, filled with the samples."""
    opened_shop = open_shopify() if request.param == "shopify" else BACKENDS[request.param](request)
    with opened_shop as found:
        yield found


@pytest.fixture(params=[*BACKENDS, "shopify"])
def opens(request: pytest.FixtureRequest) -> Opens:
    """How each back end is opened with a policy of the test's own, and the samples."""
    name = request.param
    return open_shopify if name == "shopify" else lambda policy: BACKENDS[name](request, policy)


@pytest.fixture(params=SQL)
def on_sql(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Each database that the SQL shop runs on, filled with the samples."""
    with BACKENDS[request.param](request) as found:
        yield found


@pytest.fixture(params=SQL)
def new_shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a place where there is no shop yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/shop.db"
    else:
        with schema() as url:
            yield url
