"""``/metrics``: who may read it, in a format that Prometheus reads, true figures."""

import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rfb_peers import (
    CONTINUOUS_UPDATES,
    FENCE,
    RAW,
    ScriptedBrowser,
    ScriptedServer,
    raw_update,
    set_encodings,
)
from vmt_desktop.display.probes import wait_until
from vmt_desktop.metrics.meters import CONTENT_TYPE, Meters

ENABLE = struct.pack(">BBHHHH", 150, 1, 0, 0, 4, 2)
PICTURE_READ = struct.pack(">B3xIB", 248, 1, 1) + b"\1"

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(text: str) -> Figures:
    """Return the value of each sample, by Prometheus's own parser."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(figures: Figures, name: str, **labels: str) -> float:
    """Return one value."""
    return figures[f"vmt_desktop_{name}", frozenset(labels.items())]


def test_every_kind_of_instrument_is_read_back() -> None:
    """Counters, gauges and histograms, with whatever stands in a label."""
    meters = Meters()
    meters.counter("words_total", "A \\ and\na line.", kind='say "no"\n\\').add(3)
    meters.counter("words_total", "Words.", kind="b").add()
    meters.gauge("level", "A level.", lambda: 1.5)
    delays = meters.histogram("delay_seconds", "A delay.", (0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7.0):
        delays.observe(value)

    families = {f.name: f for f in text_string_to_metric_families(meters.text())}
    figures = read(meters.text())

    assert families["vmt_desktop_words"].type == "counter"
    assert families["vmt_desktop_words"].documentation == "A \\ and\na line."
    assert families["vmt_desktop_level"].type == "gauge"
    assert families["vmt_desktop_delay_seconds"].type == "histogram"
    assert figure(figures, "words_total", kind='say "no"\n\\') == 3
    assert figure(figures, "words_total", kind="b") == 1
    assert figure(figures, "level") == 1.5
    buckets = {"0.1": 2, "1.0": 3, "+Inf": 4}
    for bound, count in buckets.items():
        assert figure(figures, "delay_seconds_bucket", le=bound) == count
    assert figure(figures, "delay_seconds_count") == 4
    assert figure(figures, "delay_seconds_sum") == pytest.approx(7.65)


def figures_of(gateway: Any) -> Figures:
    """Return what a program of this machine is told."""
    with gateway.visitor() as visitor:
        answer = visitor.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == CONTENT_TYPE
    return read(answer.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "desktop.example"},
        {"X-Forwarded-For": "203.0.113.5"},
        {"Forwarded": "for=203.0.113.5"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "203.0.113.5"},
    ],
)
def test_strangers_are_told_nothing(gateway: Any, headers: dict[str, str]) -> None:
    """Whoever comes by a proxy of this machine, or by another name, has to log in."""
    with gateway.visitor() as stranger:
        answer = stranger.get("/metrics", headers=headers)
    assert answer.status_code == 401
    assert "vmt_desktop_" not in answer.text


def test_who_comes_by_a_trusted_proxy_is_a_stranger_too(serve: Callable) -> None:
    """The address that the proxy saw is the one that counts."""
    gateway = serve(VMT_TRUSTED_PROXIES="127.0.0.1")
    with gateway.visitor() as stranger:
        proxied = {"X-Forwarded-For": "203.0.113.5"}
        assert stranger.get("/metrics", headers=proxied).status_code == 401


def test_who_has_a_session_is_told_from_anywhere(gateway: Any) -> None:
    """As the page is shown."""
    with gateway.logged_in() as client:
        answer = client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"})
    assert answer.status_code == 200
    assert figure(read(answer.text), "connections") >= 1


def test_logins_and_files_are_counted(serve: Callable, tmp_path: Path) -> None:
    """Wrong passwords, links that were spent, and bytes both ways."""
    (tmp_path / "data").mkdir()
    gateway = serve(VMT_PASSWORD="correct horse")
    origin = {"Origin": gateway.url.rstrip("/")}
    with gateway.visitor() as visitor:
        for password in ("wrong", "wronger", "correct horse"):
            visitor.post("/login", data={"password": password}, headers=origin)
        uploaded = visitor.put("/api/files/a", content=b"a" * 1000, headers=origin)
        assert uploaded.status_code == 201
        assert visitor.get("/api/files/a").content == b"a" * 1000
        visitor.get("/api/files/a", headers={"Range": "bytes=0-9"})
    with gateway.visitor() as visitor:
        visitor.get("/?token=spent")

    figures = figures_of(gateway)
    assert figure(figures, "logins_total") == 1
    assert figure(figures, "logins_failed_total") == 3
    assert figure(figures, "upload_bytes_total") == 1000
    assert figure(figures, "download_bytes_total") == 1010


def test_pictures_and_their_round_trips_are_counted(
    gateway: Any, peer: Any, session: str
) -> None:
    """What the relay sends, and how long browsers take to read it."""
    before = figures_of(gateway)
    update = raw_update(4, 2, bytes(32))
    with gateway.websocket(session) as websocket:
        server = ScriptedServer(peer.accept())
        thread = threading.Thread(target=server.greet)
        thread.start()
        browser = ScriptedBrowser(websocket).greet()
        thread.join()
        websocket.send(set_encodings(RAW, FENCE, CONTINUOUS_UPDATES))
        assert browser.receive(1) == bytes([150])
        websocket.send(ENABLE)
        for _ in range(3):
            server.connection.sendall(update)
            browser.receive(len(update) + 10)
            websocket.send(PICTURE_READ)

        def all_are_read() -> bool:
            count = "round_trip_seconds_count"
            now = figures_of(gateway)
            return (
                figure(now, count, role="control")
                == figure(before, count, role="control") + 3
            )

        assert wait_until(all_are_read, 20)
        figures = figures_of(gateway)
        open_now = figure(figures, "websockets", kind="picture", role="control")

    def grown(name: str) -> float:
        return figure(figures, name, role="control") - figure(
            before, name, role="control"
        )

    assert open_now == 1
    assert grown("frames_sent_total") == 3
    # Beside the pictures and the fences: that continuous updates are to be had.
    assert grown("picture_bytes_sent_total") == 3 * (len(update) + 10) + 1
    assert 0 < grown("round_trip_seconds_sum") < 20

    def is_told_of_the_end() -> bool:
        now = figures_of(gateway)
        return figure(now, "websockets", kind="picture", role="control") == 0

    assert wait_until(is_told_of_the_end, 20)
