"""Compiled page templates, kept between pages: to compile them takes longer than to fill them."""

from __future__ import annotations

from typing import ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """In this process's memory. Jinja itself checks that the source is still the same."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja before it compiles a template."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja after it has compiled a template."""
        self.kept[bucket.key] = bucket.bytecode_to_string()
