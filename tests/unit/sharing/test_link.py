"""The token in the link to watch."""

import os
import stat
from pathlib import Path

from vmt_desktop.login.sessions import Sessions
from vmt_desktop.login.tokens import fingerprint
from vmt_desktop.sharing.link import WatchLink


def test_the_first_token_is_made_once(tmp_path: Path) -> None:
    """A gateway that is started again finds the link that people have."""
    link = WatchLink(tmp_path)

    assert link.token is None
    assert link.make_first()
    token = link.token
    assert not WatchLink(tmp_path).make_first()
    assert WatchLink(tmp_path).token == token
    assert link.path == f"watch?token={token}"


def test_only_the_token_opens_and_only_while_it_holds(tmp_path: Path) -> None:
    """Neither nothing, nor a part, nor another one, nor text of any kind."""
    link = WatchLink(tmp_path)
    assert not link.opens("")
    link.renew()
    token = link.token
    assert token is not None

    assert link.opens(token)
    for wrong in ("", token[:-1], token + "x", token.swapcase(), "π", "\ud800"):
        assert not link.opens(wrong)
    link.renew()
    assert not link.opens(token)


def test_what_was_revoked_stays_so(tmp_path: Path) -> None:
    """Also in the next gateway; nothing opens then, not even nothing."""
    link = WatchLink(tmp_path)
    link.make_first()
    link.revoke()

    again = WatchLink(tmp_path)
    assert not again.make_first()
    assert (again.token, again.path) == (None, None)
    assert not again.opens("")


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    """Whatever the umask, and after each change."""
    link = WatchLink(tmp_path)
    for change in (link.renew, link.revoke, link.renew):
        change()
        [file] = tmp_path.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_sessions_of_watchers_do_not_grow_without_end(tmp_path: Path) -> None:
    """Those who came longest ago make room; the others go on."""
    sessions = Sessions(tmp_path, name="watchers")
    secrets = [sessions.open() for _ in range(5)]
    for age, secret in enumerate(reversed(secrets)):
        file = tmp_path / "watchers" / fingerprint(secret)
        os.utime(file, ns=(0, file.stat().st_mtime_ns - age * 10**9))

    sessions.make_room(4)

    assert [sessions.valid(secret) for secret in secrets] == [False] * 2 + [True] * 3
