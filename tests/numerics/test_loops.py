"""Loops have one signature each, are compiled once, and are found again."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nelumbo.numerics.kernels import cache, loop
from nelumbo.numerics.kernels.level_set import sample

KERNELS = Path(loop.__file__).parent
MODULES = sorted(
    path.stem for path in KERNELS.glob("*.py") if path.stem not in ("__init__", "cache", "loop", "threads")
)


def python(code: str, folder: Path) -> str:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_only_the_room_of_kernels_names_the_compiler():
    """Every function is a loop or an inner function: nothing is compiled for what it happens to be called with."""
    for module in MODULES:
        text = (KERNELS / f"{module}.py").read_text(encoding="utf-8")
        names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert not names & {"njit", "jit", "prange"}, module


def test_another_precision_or_layout_is_refused():
    field, points, out = np.zeros((3, 3, 3)), np.zeros((2, 3)), np.zeros(2)
    sample(field, points, out, 0, 2)
    for wrong in (field.astype(np.float32), np.asfortranarray(np.zeros((3, 4, 5)))):
        with pytest.raises(TypeError, match="No matching definition"):
            sample(wrong, points, out, 0, 2)
    assert len(sample.dispatcher.signatures) == 1


def test_groups_that_are_compiled_side_by_side_share_no_module():
    groups = loop.families(MODULES)
    loops = {name: {each.partition(".")[0] for each in group} for group in groups for name in group}
    assert sorted(loops) == sorted(name for group in groups for name in group)
    modules = [{module for name in group for module in loop.loop_named(name).modules} for group in groups]
    for n, first in enumerate(modules):
        assert all(not first & second for second in modules[n + 1 :])


COUNTED = """
import sys
from numba.core import event
compiled = []
class Listener(event.Listener):
    def on_start(self, e):
        compiled.append(e.data["dispatcher"].py_func.__module__)
    def on_end(self, e):
        pass
event.register("numba:compile", Listener())
from nelumbo.numerics.kernels.loop import prepare
prepare(["triangular.solve_factored"])
print(len(compiled))
"""


def test_a_loop_is_compiled_in_the_first_process_and_read_in_the_second(tmp_path):
    assert int(python(COUNTED, tmp_path)) > 0
    assert int(python(COUNTED, tmp_path)) == 0


def test_two_processes_that_need_a_loop_compile_it_once(tmp_path):
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", COUNTED]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    counts = sorted(int(each.communicate()[0]) for each in both)
    assert counts[0] == 0
    assert counts[1] > 0


SIDE_BY_SIDE = """
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from nelumbo.numerics.kernels.graph import gather
def call(n):
    total = np.zeros(2, np.float32)
    gather(np.ones(3, np.float32), np.array([0, 1, 1], np.int32), total)
    return total.tolist()
with ThreadPoolExecutor(4) as pool:
    assert list(pool.map(call, range(8))) == 8 * [[1.0, 2.0]]
"""


def test_threads_that_need_a_loop_at_once_compile_it_once(tmp_path):
    python(SIDE_BY_SIDE, tmp_path)


def test_a_change_of_any_kernel_gives_another_folder(tmp_path, monkeypatch):
    """Numba alone would go on with code into which the old inner function was compiled."""
    copies = tmp_path / "kernels"
    copies.mkdir()
    for source in KERNELS.glob("*.py"):
        (copies / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(cache, "__file__", str(copies / "cache.py"))
    folders = []
    for text in ("", "# changed\n"):
        with (copies / "conductances.py").open("a", encoding="utf-8") as file:
            file.write(text)
        cache.cache_folder.cache_clear()
        folders.append(cache.cache_folder())
    cache.cache_folder.cache_clear()
    assert folders[0] != folders[1]
