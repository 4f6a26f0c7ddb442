"""What a logged-in page sees of the files, and what lies on the disk."""

import http.client
import socket
from dataclasses import dataclass
from pathlib import Path

import httpx

from gateways import RunningGateway


@dataclass(frozen=True)
class Desk:
    """What a logged-in page sees of the files, and what lies on the disk."""

    gateway: RunningGateway
    client: httpx.Client
    data: Path

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a path below ``/api/files/``."""
        return self.client.get(f"api/files/{path}", headers=headers)

    def put(self, path: str, content: bytes = b"", **headers: str) -> httpx.Response:
        """Upload."""
        return self.client.put(f"api/files/{path}", content=content, headers=headers)

    def send(self, path: str, data: bytes, span: str) -> httpx.Response:
        """Upload a piece with this Content-Range."""
        return self.put(path, data, **{"Content-Range": span})

    def delete(self, path: str) -> httpx.Response:
        """Delete."""
        return self.client.delete(f"api/files/{path}")

    def raw(
        self, method: str, target: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """Send a target exactly as it is written, which no browser would."""
        gateway = self.gateway
        connection = http.client.HTTPConnection("127.0.0.1", gateway.settings.port, 20)
        cookie = f"{gateway.cookie}={self.client.cookies[gateway.cookie]}"
        try:
            connection.request(
                method,
                target,
                body,
                {
                    "Host": gateway.host,
                    "Origin": gateway.url.rstrip("/"),
                    "Cookie": cookie,
                    **headers,
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def begin(self, path: str, length: int, data: bytes) -> socket.socket:
        """Begin an upload by hand, and send no more than this of it."""
        gateway = self.gateway
        head = (
            f"PUT /api/files/{path} HTTP/1.1\r\nHost: {gateway.host}\r\n"
            f"Origin: {gateway.url.rstrip('/')}\r\nContent-Length: {length}\r\n"
            f"Cookie: {gateway.cookie}={self.client.cookies[gateway.cookie]}\r\n\r\n"
        )
        connection = socket.create_connection(("127.0.0.1", gateway.settings.port), 20)
        connection.sendall(head.encode() + data)
        return connection

    def names(self, path: str = "") -> list[str]:
        """Return the names that a folder is said to have."""
        return [entry["name"] for entry in self.get(path).json()["entries"]]


def problem(answer: httpx.Response) -> str:
    """Return the sentence of a refusal."""
    sentence = answer.json()["problem"]
    assert isinstance(sentence, str)
    return sentence


def answer_on(connection: socket.socket) -> tuple[int, bytes]:
    """Return status and body of the answer to a request that was sent by hand."""
    with http.client.HTTPResponse(connection) as answer:
        answer.begin()
        return answer.status, answer.read()
