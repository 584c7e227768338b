"""The budget document as a Word file, with headings, lists and tables that Word knows as such."""

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from budgets.core.in_xml import writable
from budgets.documents.budget import LANGUAGE
from budgets.documents.report import Block, report_of
from budgets.documents.report_tables import ReportCell, ReportRow, ReportTable
from budgets.models.document_contents import DocumentContents

_WORD_LANGUAGE = {"sv": "sv-SE", "en": "en-GB"}
_INK, _SOFT = RGBColor(0x1F, 0x23, 0x21), RGBColor(0x59, 0x60, 0x5C)
_HAIRLINE, _RULE = "DDD8CC", "1F2321"
_DEEPEST_LIST = 3


def budget_word(contents: DocumentContents) -> bytes:
    """The document as .docx; its footnotes stand as notes under their table."""
    with override(LANGUAGE):
        report = report_of(contents)
        title = writable(report.title)
        word = _new(title)
        word.add_heading(title, level=0)
        if report.mark:
            _soft(word.add_paragraph()).add_run(report.mark.upper()).bold = True
        _soft(word.add_paragraph(writable(report.status)))
        for block in report.blocks:
            _write_block(word, block)
        _soft(word.add_paragraph(f"{report.version} ({report.version.get_state_display()})."))
        if report.version.checksum:
            _soft(word.add_paragraph(f"{_('Checksum')} {report.version.checksum}"))
        running = f"{title} – {report.mark}" if report.mark else title
        _run_along(word, running)
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def _new(title: str) -> WordDocument:
    """An empty A4 document in our type and language."""
    word = Document()
    word.core_properties.title = title
    word.core_properties.language = _WORD_LANGUAGE[LANGUAGE]
    word.core_properties.author = "Fördela"
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for name, size in (("Normal", 10.5), ("Title", 22), ("Heading 1", 14), ("Heading 2", 12)):
        style: Any = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), _INK
        style.element.rPr.rFonts.attrib.pop(qn("w:asciiTheme"), None)
        style.element.rPr.rFonts.attrib.pop(qn("w:hAnsiTheme"), None)
    normal: Any = word.styles["Normal"]
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _WORD_LANGUAGE[LANGUAGE])
    normal.element.get_or_add_rPr().append(language)
    for told in word.styles.element.iter(qn("w:lang")):
        told.set(qn("w:val"), _WORD_LANGUAGE[LANGUAGE])
    return word


def _write_block(word: WordDocument, block: Block) -> None:
    if block.heading:
        word.add_heading(writable(block.heading), level=1)
    _Text(word).write(block.text)
    for table in block.tables:
        _write_table(word, table)
    for chart in block.charts:
        word.add_paragraph(writable(chart.finding))
        _write_table(word, chart.table)
    for sentence in block.sources:
        _soft(word.add_paragraph(writable(sentence)))
    for number, sentence in block.notes:
        note = _soft(word.add_paragraph())
        note.add_run(str(number)).font.superscript = True
        note.add_run(f" {writable(sentence)}")


def _soft(paragraph: Paragraph) -> Paragraph:
    """A paragraph that steps back: small, and grey where runs are added by us."""
    paragraph.paragraph_format.space_after = Pt(3)
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), _SOFT
    return paragraph


# -- Text


class _Text:
    """Markdown's tokens, written as paragraphs."""

    def __init__(self, word: WordDocument) -> None:
        self.word = word
        self.lists: list[tuple[str, int | None]] = []
        """The lists that are open: their style and, of a counted one, its numbering."""
        self.quoted = 0
        self.heading = 0

    def write(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            match token.type:
                case "heading_open":
                    self.heading = int(token.tag[1:])
                case "heading_close":
                    self.heading = 0
                case "bullet_list_open":
                    self.lists.append(("List Bullet", None))
                case "ordered_list_open":
                    self.lists.append(("List Number", self._new_count()))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "blockquote_open":
                    self.quoted += 1
                case "blockquote_close":
                    self.quoted -= 1
                case "inline":
                    _write_inline(self._paragraph(), token.children or [])

    def _paragraph(self) -> Paragraph:
        if self.heading:
            heading: Paragraph = self.word.add_heading(level=min(self.heading - 1, 9))
            return heading
        if not self.lists:
            return self.word.add_paragraph(style="Quote" if self.quoted else None)
        style, count = self.lists[-1]
        depth = min(len(self.lists), _DEEPEST_LIST)
        paragraph: Paragraph = self.word.add_paragraph(
            style=style if depth == 1 else f"{style} {depth}"
        )
        if count is not None:
            numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            numbering.get_or_add_ilvl().val = 0
            numbering.get_or_add_numId().val = count
        return paragraph

    def _new_count(self) -> int:
        """A numbering that begins with 1, like that of the style."""
        style: Any = self.word.styles["List Number"]
        numbering: Any = self.word.part.numbering_part.numbering_definitions._numbering
        like = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
        new = numbering.add_num(like.abstractNumId.val)
        new.add_lvlOverride(0).add_startOverride(1)
        return int(new.numId)


def _write_inline(paragraph: Paragraph, tokens: Sequence[Token]) -> None:
    bold = italic = 0
    target: Any = paragraph
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                target = _link(paragraph, str(token.attrs.get("href", "")))
            case "link_close":
                target = paragraph
            case "hardbreak":
                paragraph.add_run().add_break()
            case "softbreak":
                _add_run(paragraph, target, " ")
            case _ if token.content:
                run = _add_run(paragraph, target, token.content)
                run.bold, run.italic = bool(bold) or None, bool(italic) or None


def _add_run(paragraph: Paragraph, target: Any, text: str) -> Any:
    run = paragraph.add_run(writable(text))
    if target is not paragraph:
        run.font.underline = True
        target.append(run._r)
    return run


def _link(paragraph: Paragraph, url: str) -> Any:
    """An open link at the end of the paragraph, to take up runs."""
    key = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    paragraph._p.append(link)
    return link


# -- Tables


def _write_table(word: WordDocument, table: ReportTable) -> None:
    caption = word.add_paragraph(style="Caption")
    caption.add_run(writable(table.caption)).font.color.rgb = _SOFT
    caption.paragraph_format.keep_with_next = True
    rows = [row for group in table.groups for row in group]
    made = word.add_table(rows=1 + len(rows), cols=len(table.heads))
    made.autofit = False
    _describe(made, table.caption)
    widths = _widths(len(table.heads))
    head = made.rows[0]
    _repeat(head)
    for place, name in enumerate(table.heads):
        # The corner says nothing to the eye; a screen reader needs its name.
        _fill(head.cells[place], ReportCell(name), right=place > 0, bold=place > 0)
    for line, row in zip(made.rows[1:], rows, strict=True):
        _write_row(line, row)
    for line in made.rows:
        _keep_whole(line)
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width
    _rule(head, _RULE, 8)
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _write_row(line: Any, row: ReportRow) -> None:
    bold = row.kind in ("sum", "result")
    _fill(line.cells[0], ReportCell(row.label), right=False, bold=bold)
    if row.note:
        line.cells[0].paragraphs[0].add_run(f" ({writable(row.note)})").font.size = Pt(8)
    for cell, figure in zip(line.cells[1:], row.cells, strict=True):
        _fill(cell, figure, right=True, bold=bold)
    if row.kind == "result":
        _rule(line, _RULE, 6, style="double")
    else:
        _rule(line, _RULE if row.kind == "sum" else _HAIRLINE, 4)


def _fill(cell: _Cell, figure: ReportCell, *, right: bool, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(writable(figure.text))
    run.bold, run.font.size = bold or None, Pt(10)
    if figure.mark:
        paragraph.add_run(str(figure.mark)).font.superscript = True


def _widths(columns: int) -> list[Any]:
    whole, figure = 16.4, 2.9
    return [Cm(whole - figure * (columns - 1)), *[Cm(figure)] * (columns - 1)]


def _repeat(row: Any) -> None:
    """Let the row stand at the top of every page of its table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe(table: Any, text: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), writable(text))
    table._tbl.tblPr.append(caption)


def _rule(row: Any, colour: str, eighths: int, style: str = "single") -> None:
    """A line under every cell of the row, so many eighths of a point thick."""
    line = OxmlElement("w:bottom")
    for name, value in (("val", style), ("sz", str(eighths)), ("space", "0"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:tcBorders")
    borders.append(line)
    for cell in row.cells:
        cell._tc.get_or_add_tcPr().append(deepcopy(borders))


# -- What stands on every page


def _run_along(word: WordDocument, title: str) -> None:
    """The title at the head of every page, and its number at the foot."""
    section = word.sections[0]
    head = section.header.paragraphs[0]
    head.add_run(title)
    _soft(head)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("PAGE", "NUMPAGES"):
        if name == "NUMPAGES":
            foot.add_run(" / ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        foot._p.append(field)
