"""`atomic_write`: all of a file or nothing of it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import ExitStack

import pytest

from broadsheet._files import atomic_write


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_whole_when_the_block_ends(tmp_path):
    target = tmp_path / "out.jsonl"
    with atomic_write(target) as file:
        file.write(b"new")
        assert not target.exists()
        assert names(tmp_path) != []  # the temporary one, in the same folder
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["out.jsonl"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("before", [None, b"old"])
def test_an_error_leaves_what_was_there(error, before, tmp_path):
    target = tmp_path / "out.jsonl"
    if before is not None:
        target.write_bytes(before)

    def write_half():
        with atomic_write(target) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        write_half()
    assert names(tmp_path) == ([] if before is None else ["out.jsonl"])
    assert before is None or target.read_bytes() == before


def test_several_files_appear_together_or_not_at_all(tmp_path):
    def write_both(fail):
        with ExitStack() as files:
            for name in ("a", "b"):
                files.enter_context(atomic_write(tmp_path / name)).write(name.encode())
            if fail:
                raise OSError

    with pytest.raises(OSError):
        write_both(fail=True)
    assert names(tmp_path) == []
    write_both(fail=False)
    assert names(tmp_path) == ["a", "b"]


def test_the_temporary_file_may_be_written_by_name(tmp_path):
    with atomic_write(tmp_path / "outer") as file, atomic_write(file.name) as inner:
        inner.write(b"through two")
    assert (tmp_path / "outer").read_bytes() == b"through two"
    assert names(tmp_path) == ["outer"]


def test_a_missing_folder_is_named(tmp_path):
    with (
        pytest.raises(FileNotFoundError, match="nowhere: no such folder; make it first"),
        atomic_write(tmp_path / "nowhere" / "out"),
    ):
        pass


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(IsADirectoryError), atomic_write(tmp_path):
        pass


posix = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


@posix
def test_links_stay_links_and_modes_stay(tmp_path):
    target, link = tmp_path / "real", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to("real")
    with atomic_write(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@posix
def test_a_new_file_has_the_mode_of_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        with atomic_write(tmp_path / "out") as file:
            file.write(b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


@posix
def test_devices_and_pipes_are_written_not_replaced(tmp_path):
    with atomic_write(os.devnull) as file:
        file.write(b"gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116
    code = "from broadsheet._files import atomic_write\n" \
           "with atomic_write('/dev/stdout') as file: file.write(b'shown')"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"shown"


@posix
def test_a_full_disk_leaves_what_was_there(tmp_path):
    code = (
        "import resource, sys\n"
        "from broadsheet._files import atomic_write\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"  # write() fails beyond
        "with atomic_write(sys.argv[1]) as file: file.write(b'x' * 100_000)\n"
    )
    target = tmp_path / "out"
    target.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["out"]
