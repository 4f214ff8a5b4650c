"""A text column of 500 MB is read in place: what memory it takes to vectorize one."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

MB = 1_000_000
# A child process, since the peak is of a process. The column is made by NumPy, word by word, as
# articles of about 5,000 characters with words of the frequencies of English (Zipf's law).
PROGRAM = """
import json, re, sys
import numpy as np
import pyarrow as pa
import broadsheet as bs

def memory(field):
    with open("/proc/self/status") as file:
        return int(re.search(field + r":\\s+(\\d+) kB", file.read())[1]) * 1024

how, layout = sys.argv[1:]
rng = np.random.default_rng(0)
words = np.array([f"w{i:06d} ".encode() for i in range(50_000)])
n, length = 100_000, 625
parts = []
for _ in range(10):
    ranks = np.minimum(rng.zipf(1.3, (n // 10, length)), len(words)) - 1
    text = words[ranks].view(np.uint8).tobytes()
    parts.append(text)
text = pa.py_buffer(b"".join(parts))
del parts, ranks
size = len(text) // n
if layout == "string":
    offsets = pa.py_buffer((np.arange(n + 1) * size).astype(np.int32))
    column = pa.Array.from_buffers(pa.string(), n, [None, offsets, text])
elif layout == "large":
    offsets = pa.py_buffer(np.arange(n + 1) * size)
    column = pa.Array.from_buffers(pa.large_string(), n, [None, offsets, text])
else:
    views = np.zeros((n, 4), np.int32)
    views[:, 0], views[:, 3] = size, np.arange(n) * size
    views[:, 1] = np.frombuffer(text, np.int32)[:: size // 4][:n]
    views = pa.py_buffer(views)
    column = pa.Array.from_buffers(pa.string_view(), n, [None, views, text])
known = words[:5000].tobytes().decode()
vectorizer = {
    "transform": lambda: bs.CountVectorizer(dtype=np.float32).fit([known]),
    "fit_transform": lambda: bs.CountVectorizer(dtype=np.float32),
    "hashing": lambda: bs.HashingVectorizer(n_features=1000, norm=None),
}[how]()
warm = ["w000001 w000002"]
call = vectorizer.fit_transform if how == "fit_transform" else vectorizer.transform
call(warm)
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # forget the peak
before = memory("VmRSS")
X = call(column)
peak = memory("VmHWM")
result = X.data.nbytes + X.indices.nbytes + X.indptr.nbytes
more = peak - before - result
print(json.dumps({"column": len(text), "result": result, "more": more, "entries": X.nnz}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
@pytest.mark.parametrize("layout", ["string", "large", "view"])
@pytest.mark.parametrize("how", ["transform", "hashing", "fit_transform"])
def test_a_column_of_500_mb_takes_less_than_50_mb_beyond_the_result(how, layout):
    import json

    child = subprocess.run(
        [sys.executable, "-c", PROGRAM, how, layout], capture_output=True, text=True, check=True
    )
    found = json.loads(child.stdout)
    print({name: round(value / MB, 1) for name, value in found.items()})  # noqa: T201 - for the note
    assert found["column"] >= 500 * MB
    assert found["more"] < 50 * MB
