"""Signed cookies: who is visiting, in words that only we can have written."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from bot.core.ports import Clock


@dataclass(frozen=True)
class SignedCookie:
    """One cookie that scripts cannot read and visitors cannot write."""

    name: str
    path: str
    lifetime: timedelta
    same_site: Literal["lax", "strict"]
    secret: str
    secure: bool
    """Whether browsers may send it over https only."""
    clock: Clock

    def read(self, request: Request) -> dict[str, Any] | None:
        """What `write` was given; None when it is missing, forged or too old."""
        try:
            held = self._serializer().loads(request.cookies.get(self.name, ""))
        except BadData:
            return None
        age = self.clock().timestamp() - held["issued"]
        return held if 0 <= age < self.lifetime.total_seconds() else None

    def write(self, response: Response, **held: str) -> None:
        """Give the visitor a new one, from now on."""
        issued = int(self.clock().timestamp())
        response.set_cookie(
            self.name,
            self._serializer().dumps({**held, "issued": issued}),
            max_age=int(self.lifetime.total_seconds()),
            path=self.path,
            secure=self.secure,
            httponly=True,
            samesite=self.same_site,
        )

    def drop(self, response: Response) -> None:
        """Take it away."""
        response.delete_cookie(
            self.name, path=self.path, secure=self.secure, httponly=True, samesite=self.same_site
        )

    def _serializer(self) -> URLSafeSerializer:
        # The salt keeps one cookie's signature from being worth anything in another.
        return URLSafeSerializer(self.secret, salt=f"frontdesk.{self.name}")
