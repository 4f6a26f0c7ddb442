"""What processes leave behind: processes, descriptors, shared memory, files."""

from pathlib import Path


def descendants(pid: int) -> set[int]:
    """Return the process and everything below it."""
    found = {pid}
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = file.read_text("ascii").split()
        except OSError:
            continue
        for child in children:
            found |= descendants(int(child))
    return found


def zombies(pids: set[int]) -> list[int]:
    """Return those of the processes that have ended and that nobody has reaped."""
    return [pid for pid in sorted(pids) if _state(pid) == "Z"]


def segments_of(pids: set[int]) -> list[str]:
    """Return the shared memory segments that the processes made."""
    lines = Path("/proc/sysvipc/shm").read_text("ascii").splitlines()[1:]
    return [line for line in lines if int(line.split()[4]) in pids]


def n_descriptors(pid: int) -> int:
    """Return how many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def files_below(folder: Path) -> set[str]:
    """Return the names of all that is in a folder, and below it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _state(pid: int) -> str:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The name of the program comes first, in brackets, and can hold anything.
    return text.rpartition(")")[2].split()[0]
