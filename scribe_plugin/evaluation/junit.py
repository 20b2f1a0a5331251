"""A run as JUnit XML, for whatever shows tests: a case for each reading, no words of notes."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from scribe_plugin.evaluation.records import Manifest, Record
from scribe_plugin.evaluation.summary import name_of

_NO_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def as_junit(records: Sequence[Record], manifest: Manifest) -> str:
    """Return the records as JUnit XML.

    A case fails where a critical finding was missed or a primary field is wrong; a reading that came to nothing is an error.
    """
    failed = [record for record in records if record.critical_misses]
    errors = [record for record in records if record.status == "error"]
    suite = ET.Element(
        "testsuite",
        name=_plain(manifest.name),
        tests=str(len(records)),
        failures=str(len(failed)),
        errors=str(len(errors)),
        time=f"{sum(record.seconds for record in records):.3f}",
        timestamp=manifest.created,
    )
    for record in sorted(records, key=lambda record: record.key):
        suite.append(_case(record, manifest))
    ET.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def _case(record: Record, manifest: Manifest) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=_plain(f"{manifest.extractor}.{manifest.dataset}"),
        name=_plain(name_of(record)),
        time=f"{record.seconds:.3f}",
    )
    if record.status == "error":
        ET.SubElement(case, "error", message=_plain(record.error or "no reason is known"))
    elif record.critical_misses:
        ET.SubElement(case, "failure", message=f"wrong or missed: {', '.join(record.critical_misses)}")
    return case


def _plain(text: str) -> str:
    return _NO_XML.sub(" ", text)
