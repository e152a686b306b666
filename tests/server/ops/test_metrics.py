"""What Prometheus is told of requests."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from server import create_app
from server.ops.metrics import count_request

SETTINGS = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": "sqlite://"}


def requests(method: str, route: str, status: str) -> float:
    labels = {"method": method, "route": route, "status": status}
    return REGISTRY.get_sample_value("http_requests_total", labels) or 0.0


def seconds(method: str, route: str, bound: str) -> float:
    labels = {"method": method, "route": route, "le": bound}
    return REGISTRY.get_sample_value("http_request_duration_seconds_bucket", labels) or 0.0


@pytest.mark.parametrize(
    ("method", "route", "counted"),
    [
        ("GET", "/m1", ("GET", "/m1")),
        ("OPTIONS", "/m2", ("OPTIONS", "/m2")),
        ("BREW", "/m3", ("OTHER", "/m3")),
        ("GET", "", ("GET", "none")),
    ],
)
def test_a_request_is_counted_by_method_route_and_status(
    method: str, route: str, counted: tuple[str, str]
) -> None:
    before = requests(*counted, "404")
    count_request(method, route, 404, 0.01)
    assert requests(*counted, "404") == before + 1
    assert requests(*counted, "200") == 0


@pytest.mark.parametrize(
    ("bound", "number"),
    [("0.005", 0), ("0.01", 1), ("0.025", 2), ("5.0", 2), ("10.0", 3), ("+Inf", 4)],
)
def test_times_are_counted_up_to_ten_seconds(bound: str, number: int) -> None:
    route = f"/times-{bound}"
    for time in (0.01, 0.02, 7.0, 60.0):
        count_request("GET", route, 200, time)
    assert seconds("GET", route, bound) == number


@pytest.mark.parametrize("is_enabled", [True, False])
def test_metrics_are_served_where_they_are_enabled(is_enabled: bool) -> None:
    client = create_app({**SETTINGS, "METRICS_ENABLED": is_enabled}).test_client()
    answer = client.get("/metrics")
    assert answer.status_code == (200 if is_enabled else 404)
    assert ("http_requests_total" in answer.text) == is_enabled
    assert answer.content_type.startswith("text/plain") == is_enabled
