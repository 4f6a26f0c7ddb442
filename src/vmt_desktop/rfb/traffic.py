"""What goes to browsers, counted as it goes."""

from dataclasses import dataclass, field
from functools import partial

from vmt_desktop.metrics.instruments import ROUND_TRIPS, Counter, Histogram
from vmt_desktop.metrics.meters import Meters


@dataclass(frozen=True, slots=True)
class Traffic:
    """The counters of all browsers of one kind.

    Attributes
    ----------
    frames : Counter
        Updates of the picture.
    octets : Counter
        Bytes of RFB, as they are handed to the WebSocket.
    round_trips : Histogram
        Seconds from an update to the browser's word that it has read it.
    """

    frames: Counter = field(default_factory=Counter)
    octets: Counter = field(default_factory=Counter)
    round_trips: Histogram = field(
        default_factory=partial(Histogram, bounds=ROUND_TRIPS)
    )

    @classmethod
    def metered(cls, meters: Meters, role: str) -> "Traffic":
        """Return counters that `meters` tells of, for those with a role."""
        return cls(
            meters.counter(
                "frames_sent_total", "Pictures sent to browsers.", role=role
            ),
            meters.counter(
                "picture_bytes_sent_total",
                "Bytes of pictures sent to browsers.",
                role=role,
            ),
            meters.histogram(
                "round_trip_seconds",
                "From a picture sent to the browser's word that it has read it.",
                ROUND_TRIPS,
                role=role,
            ),
        )
