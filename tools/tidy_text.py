"""Takes trailing spaces away and ends each file with one newline. Exits with 1 if it had to."""

import json
import sys
import tomllib
from pathlib import Path

import yaml

READERS = {
    ".json": json.loads,
    ".ipynb": json.loads,
    ".toml": tomllib.loads,
    ".yml": yaml.safe_load,
    ".yaml": yaml.safe_load,
}


def tidy(text: str, suffix: str) -> str:
    """The text as it should be. Notebooks keep the spaces in their cells."""
    if suffix != ".ipynb":
        text = "\n".join(line.rstrip() for line in text.split("\n"))
    return text.rstrip("\n") + "\n" if text.strip() else ""


def main(names: list[str]) -> int:
    """Tidy the files; report those that were changed, or that cannot be read as what they are."""
    status = 0
    for path in map(Path, names):
        text = path.read_text(encoding="utf-8")
        if path.suffix in READERS:
            try:
                READERS[path.suffix](text)
            except (ValueError, yaml.YAMLError) as error:
                print(f"{path} is not valid: {error}")
                status = 1
                continue
        if tidy(text, path.suffix) != text:
            path.write_text(tidy(text, path.suffix), encoding="utf-8", newline="\n")
            print(f"tidied {path}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
