"""INSERT … ON CONFLICT on both databases, as text: SQLAlchemy 1.4 compiles its own anew at each call."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.sql.elements import TextClause


def insert_new(table: sa.Table, *columns: str) -> TextClause:
    """Inserts rows of these columns; a row that is there already stays as it is."""
    return _insert(table, columns, "NOTHING")


def insert_or_set(table: sa.Table, *columns: str, latest: str) -> TextClause:
    """Inserts rows of these columns; of a row that is there already, `latest` becomes the new one's."""
    keys = ", ".join(column.name for column in table.primary_key.columns)
    return _insert(table, columns, f"UPDATE SET {latest} = excluded.{latest}", f"({keys})")


def _insert(table: sa.Table, columns: Sequence[str], otherwise: str, keys: str = "") -> TextClause:
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    words = f"INSERT INTO {table.name} ({names}) VALUES ({values}) ON CONFLICT {keys} DO {otherwise}"
    return sa.text(words).bindparams(*(sa.bindparam(name, type_=table.c[name].type) for name in columns))
