"""Write LICENCES.md: each locked package with its version and licence, from its own metadata.

`make licences` runs this after `make lock`. A package for another system is not installed here: its
wheel is fetched, for its metadata alone.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from email.message import Message
from email.parser import Parser
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
SYSTEMS = ("win_amd64", "macosx_14_0_arm64", "manylinux_2_28_x86_64")
HEAD = """# Licences of the locked packages

Written by `make licences`. None of them is part of this repository or of its package. The font
Lato, which stands in the PDFs and pictures, is under the SIL Open Font Licence 1.1: it may be
embedded in documents, whose own licence stays as it is. The wheel of pypandoc-binary, itself MIT,
carries pandoc, which is GPL-2.0-or-later: it is run as a program of its own.

| package | version | licence |
|---|---|---|
"""


def main() -> None:
    """Write the list."""
    lock = (ROOT / "tests" / "requirements.txt").read_text("utf-8")
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==(\S+)", lock, re.M):
        versions.setdefault(name, []).append(version)
    rows = [
        f"| {name} | {' or '.join(found)} | {licence(about(name, found[0]))} |"
        for name, found in sorted(versions.items())
    ]
    (ROOT / "LICENCES.md").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")


def about(name: str, version: str) -> Message:
    """Return a package's metadata: as installed, or else from its wheel."""
    try:
        return metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return fetched(name, version)


def fetched(name: str, version: str) -> Message:
    """Return the metadata inside the wheel of a package for another system."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--python-version", "3.12", f"{name}=={version}"]
    for system in SYSTEMS:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [*command, "--platform", system, "--dest", folder], stderr=subprocess.DEVNULL
            )
            for wheel in Path(folder).glob("*.whl"):
                with zipfile.ZipFile(wheel) as files:
                    (inner,) = (n for n in files.namelist() if n.endswith(".dist-info/METADATA"))
                    return Parser().parsestr(files.read(inner).decode())
    sys.exit(f"{name} {version}: found no wheel for any of {', '.join(SYSTEMS)}, expected one")


def licence(about: Message) -> str:
    """Return what a package says of its licence, in the shortest of its ways to say it."""
    told = about["License-Expression"] or about["License"] or ""
    if told and len(told) <= 60 and told.upper() != "UNKNOWN":
        return " ".join(told.split())
    named = [each.split(" :: ")[-1] for each in about.get_all("Classifier", []) if "Licen" in each]
    if not named:
        sys.exit(f"{about['Name']}: found no licence in its metadata, expected one")
    return ", ".join(named)


if __name__ == "__main__":
    main()
