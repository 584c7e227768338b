"""The text of a section is harmless and quick, whoever wrote it."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.live_figures import LiveFigure
from budgets.documents.markdown import html_of
from budgets.models.document import LONGEST_TEXT


def write(figure: LiveFigure) -> str:
    return f"<{figure.value}>"


def shown(text: str) -> str:
    return html_of(text, write)


def test_it_says_what_markdown_says() -> None:
    text = "One\ntwo\n\n**b** *i*\n\n- a\n  - b\n\n1. x\n\n> q\n\n[l](https://a.example/?x=1&y=2)"
    assert shown(text).replace("\n", "") == (
        "<p>Onetwo</p><p><strong>b</strong> <em>i</em></p>"
        "<ul><li>a<ul><li>b</li></ul></li></ul><ol><li>x</li></ol>"
        "<blockquote><p>q</p></blockquote>"
        '<p><a href="https://a.example/?x=1&amp;y=2" rel="noopener">l</a></p>'
    )


def test_a_live_figure_is_written_as_text_and_also_in_bold() -> None:
    assert shown("**{staff share of cost}**") == (
        "<p><strong>&lt;staff share of cost&gt;</strong></p>\n"
    )
    assert shown("{no such figure}") == "<p>{no such figure}</p>\n"


def test_a_figure_is_written_once_and_not_read_again() -> None:
    assert html_of("{result}", lambda figure: "{total cost} **x**") == (
        "<p>{total cost} **x**</p>\n"
    )


def test_headings_stand_below_that_of_the_section_and_leave_no_level_out() -> None:
    text = "### a\n\n# b\n\n##### c\n\n###### d\n\n## e"
    assert re.findall(r"<(h\d)>(\w)", shown(text)) == [
        ("h3", "a"),
        ("h3", "b"),
        ("h4", "c"),
        ("h5", "d"),
        ("h4", "e"),
    ]
    assert html_of("## a", write, first=2) == "<h2>a</h2>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<style>*{display:none}</style><iframe src='//x'></iframe>",
        "[x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](&#106;avascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>) [x](vbscript:x) [x](file:///etc/passwd)",
        "![x](https://elsewhere.example/track.png)",
        "![x](/static/x.png)",
        "[x](//elsewhere.example/) <https://elsewhere.example/>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://a.example/" onmouseover="alert(1))',
        "<a href='javascript:alert(1)'>x</a>",
        "<!-- --> <![CDATA[<script>]]> <?php ?>",
        "`{result}<script>`\n\n    <script>\n\n```\n<script>\n```",
    ],
)
def test_what_is_hostile_becomes_text(text: str) -> None:
    made = shown(text)
    tags = set(re.findall(r"<\s*/?([a-zA-Z!?]+)", made))
    assert tags <= {"p", "a"}
    assert not re.search(r"<[^>]*\son\w+=", made)
    targets = re.findall(r'(?:href|src)="([^"]*)"', made)
    assert all(target.startswith(("https://", "mailto:")) for target in targets)


@given(st.text(alphabet="#>-*_[](){}!<&\\ \n\t1.abå", max_size=200))
def test_only_our_tags_come_out_of_anything(text: str) -> None:
    allowed = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "blockquote"}
    assert set(re.findall(r"<\s*/?([a-zA-Z!?]\w*)", shown(text))) <= allowed | {"a", "br"}


DEEP = {
    "quotations": ">" * LONGEST_TEXT,
    "lists": "- " * (LONGEST_TEXT // 2),
    "stairs": "\n".join(f"{'  ' * n}- a" for n in range(140)),
    "brackets": "[" * LONGEST_TEXT,
    "links": "[a](" * (LONGEST_TEXT // 4),
    "stars": "*" * LONGEST_TEXT,
    "nested": "**a *b " * (LONGEST_TEXT // 7),
    "escapes": "\\[" * (LONGEST_TEXT // 2),
    "braces": "{" * LONGEST_TEXT,
    "items": "- a\n" * (LONGEST_TEXT // 4),
}


@pytest.mark.parametrize("kind", DEEP)
def test_no_text_takes_long_however_deep(kind: str) -> None:
    began = time.process_time()
    shown(DEEP[kind])
    assert time.process_time() - began < 5  # a square of the length would take minutes
