"""HTML without scripts, and without anything that a browser would load by itself."""

from __future__ import annotations

import re

import nh3

PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")
STYLES = {
    "border-collapse", "border-left", "font-weight", "margin", "max-width", "padding",
    "text-align", "vertical-align", "white-space",
}  # fmt: skip
MATH = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mroot", "mrow", "mspace", "msqrt",
    "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
OF_MATH = {
    "columnalign", "depth", "display", "displaystyle", "fence", "form", "height", "lspace",
    "mathvariant", "maxsize", "minsize", "rspace", "scriptlevel", "stretchy", "voffset", "width",
}  # fmt: skip
# A space of any length would make the page as wide or as high, or push its text over other text.
SIZES = {"depth", "height", "lspace", "maxsize", "minsize", "rspace", "voffset", "width"}
NAME = re.compile(r'\sid="([^"]*)"')
# As `safe_html` writes it, with no attribute more: one could hold a > and a tag behind it.
LOCAL_LINK = re.compile(r'<a href="#([^"]*)" rel="noopener noreferrer">(.*?)</a>', re.DOTALL)
LENGTH = re.compile(r"[+-]?\d{0,2}(\.\d*)?[a-z]*|100%")
# What may be wider than the page scrolls by itself, so the keyboard must be able to reach it.
SCROLLING = {
    "figure": {"tabindex": "0", "role": "group", "aria-label": "formula"},
    "table": {"tabindex": "0"},
}
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    **dict.fromkeys(MATH, OF_MATH),
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "*": {"style", "class"},
    "th": {"scope"},
    "img": {"src", "alt"},
}


def safe_html(source: str) -> str:
    """`source` with harmless elements alone; links lead out only when they are followed."""
    return nh3.clean(
        source,
        tags=nh3.ALLOWED_TAGS | MATH,
        attributes=ATTRIBUTES,
        set_tag_attribute_values=SCROLLING,
        attribute_filter=_keep,
        filter_style_properties=STYLES,
        url_schemes={"http", "https", "mailto", "data"},
    )


def without_dead_links(page: str) -> str:
    """Mere words in place of a link to what is not on the page, such as a deleted section."""
    names = set(NAME.findall(page))
    return LOCAL_LINK.sub(lambda link: link[0] if link[1] in names else link[2], page)


def _keep(element, attribute, value):
    if element == "img" and attribute == "src":
        return value if value.startswith(PICTURES) else None
    if attribute == "href" and value.startswith("data:"):
        return None
    if element in MATH and attribute in SIZES and not LENGTH.fullmatch(value):
        return None
    return value
