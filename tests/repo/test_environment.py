"""environment.yml, requirements.lock and pyproject.toml say the same."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
DIRECT = [Requirement(r) for r in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]


def locked():
    """(name, version, marker, hashes) of each entry of the lock."""
    entries = []
    for entry in re.split(r"\n(?=\S)", LOCK.strip()):
        requirement = Requirement(entry.split("\\")[0].strip())
        (version,) = (s.version for s in requirement.specifier if s.operator == "==")
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
        name = canonicalize_name(requirement.name)
        entries.append((name, Version(version), requirement.marker, hashes))
    return entries


@pytest.mark.parametrize("requirement", DIRECT, ids=lambda r: r.name)
def test_direct_dependency_is_pinned_within_its_range(requirement):
    versions = [v for name, v, _, _ in locked() if name == canonicalize_name(requirement.name)]
    assert versions, f"{requirement.name} is not in requirements.lock: run make lock"
    wrong = [str(v) for v in versions if v not in requirement.specifier]
    assert not wrong, f"{requirement.name} {wrong} is outside {requirement.specifier}"


def test_build_backend_is_locked_too():
    """Is the project installed without fetching anything that has no hash?"""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {name for name, *_ in locked()}
    assert {Requirement(r).name for r in declared["build-system"]["requires"]} <= names


def test_every_locked_package_has_hashes():
    without = [name for name, _, _, hashes in locked() if not hashes]
    assert not without, f"no hashes: {without}"


def test_lock_names_no_address():
    found = [line for line in LOCK.splitlines() if re.search(r"://|--(index|extra|find)|@ ", line)]
    assert not found


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize(
    ("platform", "os_name"), [("linux", "posix"), ("win32", "nt"), ("darwin", "posix")]
)
def test_lock_pins_each_package_once_for_each_platform(version, platform, os_name):
    target = {
        "python_version": version,
        "python_full_version": f"{version}.1",
        "sys_platform": platform,
        "os_name": os_name,
    }
    names = [name for name, _, marker, _ in locked() if marker is None or marker.evaluate(target)]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"pinned twice on {platform} with Python {version}: {sorted(twice)}"


def test_environment_installs_a_supported_python():
    (pin,) = (d for d in ENVIRONMENT["dependencies"] if str(d).startswith("python="))
    python = pin.removeprefix("python=")
    assert Version(python + ".1") in SpecifierSet(PROJECT["requires-python"])


def test_environment_installs_the_lock_and_nothing_beside_it():
    (pip,) = (d["pip"] for d in ENVIRONMENT["dependencies"] if isinstance(d, dict))
    assert pip == ["-r requirements.lock"]
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    assert "pip" in ENVIRONMENT["dependencies"]


def test_binder_installs_the_project_after_the_lock():
    """Binder runs postBuild, which must be executable, once environment.yml is installed."""
    script = ROOT / "postBuild"
    assert "pip install --no-deps --no-build-isolation ." in script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o100


def test_python_versions_agree_everywhere():
    """Do the README, the bootstrap and ruff name the versions that pyproject.toml allows?"""
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info[:2] < (3, 14)" in (ROOT / "tools/bootstrap.sh").read_text()
    assert "3.11" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "3.13" in (ROOT / "README.md").read_text(encoding="utf-8")
