"""``/metrics``: the figures of the desktop, in the text format of Prometheus."""

import contextlib
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from vmt_desktop.gateway.origins import host_name, is_loopback
from vmt_desktop.login.admission import LOG_IN_FIRST, Admission, problem
from vmt_desktop.metrics.meters import CONTENT_TYPE, Meters

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers by which a proxy shows that somebody stands behind it."""


class Metrics:
    """Tells the figures to those who have a session, and to this machine itself.

    Parameters
    ----------
    admission : Admission
    meters : Meters
    """

    def __init__(self, admission: Admission, meters: Meters) -> None:
        self._admission = admission
        self._meters = meters

    def routes(self) -> list[BaseRoute]:
        """Return its route."""
        return [Route("/metrics", self._tell, methods=["GET"])]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do nothing meanwhile."""
        yield

    async def _tell(self, request: Request) -> Response:
        """Tell what was counted up to now."""
        if not (_is_here(request) or self._admission.controls(request)):
            return problem(401, LOG_IN_FIRST)
        return Response(self._meters.text(), headers={"Content-Type": CONTENT_TYPE})


def _is_here(request: Request) -> bool:
    """Return whether a program of this machine asks, for itself.

    A proxy on this machine asks for others; one that is not in VMT_TRUSTED_PROXIES,
    too. It says so in a header, or uses the name that they used.
    """
    client = request.client
    return (
        client is not None
        and is_loopback(client.host.removeprefix("::ffff:"))
        and is_loopback(host_name(request.headers.get("host", "")) or "")
        and not any(name in request.headers for name in FORWARDED)
    )
