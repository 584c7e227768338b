"""Text from a word processor comes out as the Markdown a person would have written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.documents.markdown import html_of
from budgets.documents.pasted import MOST_CHARACTERS, TooMuchPasted, markdown_of

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><title>Rubrik</title>
<style><!-- p.MsoNormal {mso-style-unhide:no; margin:0cm;} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=SV style='tab-interval:65.2pt'><!--StartFragment-->
<h1 style='mso-pagination:widow-orphan'>Ekonomi<o:p></o:p></h1>
<p class=MsoNormal style='margin-bottom:8.0pt'>Andelen är <b style='mso-bidi-font-weight:normal'>5\
&nbsp;616&nbsp;tkr</b><span style='mso-spacerun:yes'>  </span>och <i>växer</i>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>\
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·\
<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>\
Första<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]>\
<span style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span><![endif]>Under</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>\
<span style='mso-list:Ignore'>·<span>&nbsp; </span></span>Andra</p>
<p class=MsoNormal>Sedan</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>\
<span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>Ett</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>\
<span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>Två</p>
<script>alert(1)</script><img src="https://elsewhere.example/x.png">
<!--EndFragment--></body></html>"""


def test_a_page_of_word_becomes_what_it_means() -> None:
    assert markdown_of(WORD) == (
        "# Ekonomi\n\n"
        "Andelen är **5\u00a0616\u00a0tkr** och *växer*.\n\n"
        "- Första\n   - Under\n- Andra\n\n"
        "Sedan\n\n"
        "1. Ett\n1. Två"
    )


def test_its_lists_are_lists_when_they_are_read() -> None:
    made = html_of(markdown_of(WORD), str).replace("\n", "")
    assert "<ul><li>Första<ul><li>Under</li></ul></li><li>Andra</li></ul>" in made
    assert "<ol><li>Ett</li><li>Två</li></ol>" in made


@pytest.mark.parametrize(
    ("pasted", "markdown"),
    [
        ("<b style='font-weight:normal'><p>Plain</p></b>", "Plain"),
        ("<p><b>Bold</b></p><p>Next</p>", "**Bold**\n\nNext"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<a href="https://a.example/">x</a>', "[x](https://a.example/)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("<p>3 * 4 = 12 och {total income}</p>", "3 \\* 4 = 12 och {total income}"),
        ("", ""),
    ],
)
def test_others_than_word(pasted: str, markdown: str) -> None:
    assert markdown_of(pasted) == markdown


@pytest.mark.parametrize(
    "pasted",
    ["x" * (MOST_CHARACTERS + 1), "<div>" * 50_000, "<b>" * 50_000, "<ul><li>" * 5_000],
    ids=["long", "deep", "bold", "lists"],
)
def test_what_is_too_much_is_refused(pasted: str) -> None:
    with pytest.raises(TooMuchPasted):
        markdown_of(pasted)


@pytest.mark.parametrize(
    "odd", ["<![", "<![<![x", "<![if !supportLists]>", "<![x y]>", "<!DOCTYPE"]
)
def test_a_mark_that_no_browser_knows_is_passed_over(odd: str) -> None:
    assert markdown_of(f"<p>a</p>{odd}").startswith("a")


@given(st.text(alphabet="<>/pbulia =\"'!-[]&;x\u00a0\n", max_size=300))
def test_nothing_breaks_it(pasted: str) -> None:
    assert "<script" not in html_of(markdown_of(pasted), str)
