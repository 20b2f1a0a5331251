"""A model on this machine that knows the labels: it answers each request with those of the note that it holds."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scribe_plugin.contract import LabelledNote


class ModelServer(ThreadingHTTPServer):
    """``at`` is called with the number of each request before it is answered; ``asked`` lists the notes asked about."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, notes: Sequence[LabelledNote]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.at: Callable[[int], None] = lambda _: None
        self.broken: set[str] = set()
        self.asked: list[str] = []
        self.lock = threading.Lock()
        self._notes = [(note.encounter.documents[0].text, note) for note in notes]

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to ask this server."""
        return {"ALIF_SCRIBE_MODEL": "labels", "ALIF_SCRIBE_BASE_URL": f"http://127.0.0.1:{self.server_port}/v1"}

    def reply(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return status and body of an answer."""
        said = body["messages"][1]["content"]
        note = max((note for text, note in self._notes if text in said), key=lambda note: len(note.model_dump_json()))
        with self.lock:
            self.asked.append(note.id)
            number = len(self.asked)
        self.at(number)
        if note.id in self.broken:
            return 400, {"error": {"message": "no", "type": "error", "code": "content_filter"}}
        schema = body["response_format"]["json_schema"]["schema"]
        gold = note.gold.elements.model_dump(mode="json")
        text = json.dumps({name: gold[name] for name in schema["required"]})
        message = {"role": "assistant", "content": text, "refusal": None}
        return 200, {
            "id": "c",
            "object": "chat.completion",
            "created": 1,
            "model": "labels-1",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        status, answer = self.server.reply(body)
        data = json.dumps(answer).encode()
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:  # the one who asked was killed
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Let a connection end when the other side is gone."""
        try:
            super().handle()
        except OSError:
            return


@contextmanager
def serving(notes: Sequence[LabelledNote]) -> Iterator[ModelServer]:
    """Run a server in a thread."""
    with ModelServer(notes) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
