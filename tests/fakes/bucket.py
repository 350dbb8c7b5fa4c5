"""An S3 in memory: objects are put, read, listed and deleted, by signed calls only.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

import re
from contextlib import AbstractContextManager
from typing import Any
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.serving import Serving

NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


class FakeBucket(AbstractContextManager["FakeBucket"]):
    """One bucket of that name."""

    def __init__(self, name: str = "shop") -> None:
        self.name = name
        self.objects: dict[str, bytes] = {}
        self.away = False
        verbs = ["GET", "HEAD", "PUT", "DELETE", "POST"]
        app = Starlette(
            routes=[
                Route("/{bucket}", self._bucket, methods=verbs),
                Route("/{bucket}/", self._bucket, methods=verbs),
                Route("/{bucket}/{key:path}", self._object, methods=verbs),
            ]
        )
        self._serving = Serving(app)

    @property
    def settings(self) -> dict[str, str]:
        """AWS's own variables."""
        return {
            "AWS_ENDPOINT_URL": self._serving.url,
            "AWS_ACCESS_KEY_ID": "AKIAFAKE",
            "AWS_SECRET_ACCESS_KEY": "fake secret",
            "AWS_DEFAULT_REGION": "eu-west-1",
        }

    def __enter__(self) -> "FakeBucket":
        self._serving.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._serving.stop()

    def _refusal(self, request: Request) -> Response | None:
        if self.away:
            return _error(503, "SlowDown")
        if "AKIAFAKE" not in request.headers.get("authorization", ""):
            return _error(403, "AccessDenied")
        return None if request.path_params["bucket"] == self.name else _error(404, "NoSuchBucket")

    async def _object(self, request: Request) -> Response:
        if refused := self._refusal(request):
            return refused
        key = request.path_params["key"]
        if request.method == "PUT":
            self.objects[key] = _unchunked(await request.body(), request.headers)
            return Response(headers={"ETag": '"1"'})
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Response(status_code=204)
        if key not in self.objects:
            return _error(404, "NoSuchKey")
        found = self.objects[key]
        return Response(found, headers={"ETag": '"1"', "Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"})

    async def _bucket(self, request: Request) -> Response:
        if refused := self._refusal(request):
            return refused
        if "delete" in request.query_params:
            for key in re.findall(r"<Key>([^<]+)</Key>", (await request.body()).decode()):
                self.objects.pop(key, None)
            return Response(f"<DeleteResult {NAMESPACE}/>", media_type="application/xml")
        prefix = request.query_params.get("prefix", "")
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size><ETag>1</ETag>"
            "<LastModified>2026-11-02T10:00:00.000Z</LastModified></Contents>"
            for key, content in self.objects.items()
            if key.startswith(prefix)
        )
        listed = f"<ListBucketResult {NAMESPACE}><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        return Response(listed, media_type="application/xml")


def _unchunked(body: bytes, headers: Any) -> bytes:
    """AWS's own chunks, each with its length in hexadecimal before it, where the call says so."""
    if "aws-chunked" not in headers.get("content-encoding", ""):
        return body
    content = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size.partition(b";")[0] or b"0", 16)
        if not length:
            break
        content, body = content + rest[:length], rest[length + 2 :]
    return content


def _error(status: int, code: str) -> Response:
    return Response(f"<Error><Code>{code}</Code></Error>", status, media_type="application/xml")
