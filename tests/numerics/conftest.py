import numba
import pytest


@pytest.fixture
def set_threads():
    """Set the number of threads of the kernels for this test only."""
    if numba.config.NUMBA_NUM_THREADS < 2:
        pytest.skip("one thread only")
    before = numba.get_num_threads()
    yield numba.set_num_threads
    numba.set_num_threads(before)
