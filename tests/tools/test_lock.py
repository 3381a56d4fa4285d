"""The committed versions fit the dependencies, and the check notices when they do not."""

import tomllib

import lock
import pytest

PROJECT = tomllib.loads((lock.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (lock.ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_committed_versions_fit():
    assert lock.check() == []


@pytest.mark.parametrize("name", lock.FILES)
def test_lock_holds_nothing_but_versions(name):
    lines = (lock.ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("#")] == lines[:2]
    assert all(len(requirement.specifier) == 1 for pins in lock.versions(LOCK).values() for requirement in pins)


def test_changed_dependency_is_noticed():
    changed = {**PROJECT, "project": {**PROJECT["project"], "dependencies": ["numpy>=99", "a-new-package"]}}
    found = "\n".join(lock.faults(changed, LOCK))
    assert "have changed since" in found
    assert "outside the range >=99" in found
    assert "a-new-package has no version for Python 3.14" in found


def test_extra_that_make_does_not_install_is_not_locked():
    optional = {**PROJECT["project"]["optional-dependencies"], "bench": ["a-new-package"]}
    changed = {**PROJECT, "project": {**PROJECT["project"], "optional-dependencies": optional}}
    assert list(lock.faults(changed, LOCK)) == []


def test_address_of_an_index_is_refused():
    address = "--index-url https://example.org/simple\n"
    assert any("depend on the machine" in fault for fault in lock.faults(PROJECT, LOCK + address))
