"""How long does a call take, and how much memory? Each in a process of its own."""

from __future__ import annotations

import ctypes
import gc
import mmap
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple


class Cost(NamedTuple):
    """What a call cost.

    Seconds; bytes that the high-water mark rose by, output included; and seconds of processors, in
    which what else the machine does counts for less.
    """

    seconds: float
    memory: int
    processor_seconds: float


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    msg = f"/proc/self/status has no {name}"
    raise RuntimeError(msg)


def _rest() -> None:
    """Give free memory back to the system and put the high-water mark where the process is."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")


def _own(given: Any) -> None:
    """Take hold of every document once, which writes into it.

    Its page, shared with the parent so far, is copied by that: no part of the call, and not to be
    put down to whoever does it first.
    """
    if isinstance(given, list | tuple):
        for document in given:
            del document


def _touch(n_bytes: int) -> None:
    """Write into so many bytes of memory and give them back.

    The host of a virtual machine may take free pages away, and hand one over again when it is next
    written: far more slowly than the system clears a page that it has. A call would pay for
    that by how much more memory it takes than was in use a moment ago, not by what it does.
    """
    if n_bytes > 0:
        with mmap.mmap(-1, n_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
            memory.madvise(mmap.MADV_HUGEPAGE)
            for at in range(0, n_bytes, mmap.PAGESIZE):
                memory[at] = 1


def _run(
    sender: Connection, prepare: Callable[[], Any], call: Callable[[Any], Any], touched: int
) -> None:
    given = prepare()
    _own(given)
    _touch(touched)
    _rest()
    before = _status("VmRSS")
    start, processor = time.perf_counter(), time.process_time()
    result = call(given)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    sender.send(Cost(seconds, max(_status("VmHWM") - before, 1), processor))
    del result


def cost(prepare: Callable[[], Any], call: Callable[[Any], Any], touched: int = 0) -> Cost:
    """Measure `call(prepare())` in a fresh child process.

    So many bytes of memory are touched just before it, for the host of a virtual machine to have
    them there.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(sender, prepare, call, touched))
    child.start()
    sender.close()
    try:
        result: Cost = receiver.recv()
    finally:
        child.join()
    return result


def in_turn(
    prepare: Callable[[], Any], calls: dict[str, Callable[[Any], Any]], n_rounds: int
) -> dict[str, Cost]:
    """Measure several calls in turn, and give the medians of each over the rounds."""
    costs: dict[str, list[Cost]] = {name: [] for name in calls}
    for _ in range(n_rounds):
        for name, call in calls.items():
            costs[name].append(cost(prepare, call))
    return {
        name: Cost(
            median(c.seconds for c in all_),
            int(median(c.memory for c in all_)),
            median(c.processor_seconds for c in all_),
        )
        for name, all_ in costs.items()
    }
