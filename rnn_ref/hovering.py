"""Text to hover over: each character shows which earlier ones moved what comes after it.

HTML and CSS alone, so that it works in JupyterLab, in a saved page and from the keyboard (Tab goes
from character to character). A page that drops styles shows the plain text; have a picture beside
it. Import it by name.
"""

import html

import numpy as np

# A darker ground means more influence; the text on it is black or white, whichever is read better.
STYLE = """<style>
.influence {position: relative; padding-bottom: 3.2em; font: 15px/1.7 monospace;
  color: #000; background: #fff}
.influence > span {cursor: pointer}
.influence > span > span {position: absolute; left: 0; bottom: 0; visibility: hidden;
  white-space: pre}
.influence > span:hover, .influence > span:focus {outline: 2px solid #0072B2}
.influence > span:hover > span, .influence > span:focus > span {visibility: visible}
</style>"""
DARK = 0.69  # from this share on, white text is read better on the ground than black


class HoverText:
    """What a notebook displays: text whose characters light up those that moved them."""

    def __init__(self, tokens, influence, answers, back):
        self.tokens, self.influence, self.answers, self.back = tokens, influence, answers, back

    def _repr_html_(self):
        spans = "".join(self._span(t) for t in range(len(self.tokens)))
        return f'{STYLE}<div class="influence">{spans}</div>'

    def __repr__(self):
        return f"Text to hover over: {''.join(self.tokens)!r}"

    def _span(self, t):
        """A token, and the row that appears while the pointer or the keyboard is on it."""
        first = max(0, t + 1 - self.back)
        shares = self.influence[t, first : t + 1] / max(
            self.influence[t, first : t + 1].max(), 1e-12
        )
        row = "".join(
            f'<b style="font-weight: normal; background: rgba(0, 60, 110, {share:.2f}); '
            f'color: {"#fff" if share > DARK else "#000"}">{html.escape(token)}</b>'
            for token, share in zip(self.tokens[first : t + 1], shares, strict=True)
        )
        answer = html.escape(self.answers[t])
        return (
            f'<span tabindex="0">{html.escape(self.tokens[t])}'
            f"<span>{row} &#8594; {answer}</span></span>"
        )


def hover_text(tokens, influence, answers, back=40):
    """Text to hover over or to tab through.

    tokens: T strings; influence (T, T): row t says how much each step moved the answer after t;
    answers: T strings, what the model expects next; back: how many steps a row shows.

    Raises:
        ValueError: the three do not have the same length.
    """
    T = len(tokens)
    if np.shape(influence) != (T, T) or len(answers) != T:
        raise ValueError(
            f"hover_text: {T} tokens, influence of shape {np.shape(influence)} and "
            f"{len(answers)} answers, expected ({T}, {T}) and {T}"
        )
    return HoverText(list(tokens), np.asarray(influence, dtype=float), list(answers), back)
