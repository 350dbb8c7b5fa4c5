"""An action server that counts, and can be told to wait, to fail, or to be gone."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ActionServer:
    """Answers `action_count` with how often it was called, `action_person` with the wish for a person."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.status = 200
        self.open_gate = threading.Event()
        """While clear, calls are taken and not answered."""
        self.open_gate.set()
        self._server = self._listening(0)
        self.port = self._server.server_address[1]

    def answer(self, call: dict[str, Any]) -> dict[str, Any]:
        """What the action makes of a call."""
        self.calls.append(call)
        wish = {"custom": {"handoff": {"reason": "asked"}}}
        said = wish if call["next_action"] == "action_person" else {"text": f"Count {len(self.calls)}."}
        self.open_gate.wait(timeout=60)
        return {"events": [], "responses": [said]}

    def close(self) -> None:
        """Be gone: connections are refused."""
        self._server.shutdown()
        self._server.server_close()

    def reopen(self) -> None:
        """Come back at the same place."""
        self._server = self._listening(self.port)

    def _listening(self, port: int) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server


def _handler(actions: ActionServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(actions.answer(call)).encode()
            self.send_response(actions.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing; the calls are remembered."""

    return Handler
