#!/usr/bin/env python3
"""How many columns of a terminal a character takes, as the package `wcwidth` (tried: 0.7.0, Unicode 17) has it.

    column-widths.py table    writes Sources/BillingReports/Text/WideCharacters.swift
    column-widths.py fixture  writes Tests/BillingReportsTests/Fixtures/column-widths.tsv

The table holds what is wide; which characters take no column follows from their category. The fixture holds every
character of Unicode 14 and its columns, in runs: first, last (hexadecimal) and columns. Spacing marks take one column,
as they do behind a letter (`wcswidth`) and in the `wcwidth` of glibc. Controls and invisible format characters, which are
shown as escapes, are left out of it.
"""
import pathlib
import sys
import unicodedata

from wcwidth import wcwidth

ROOT = pathlib.Path(__file__).resolve().parents[3]
ASSIGNED = [c for c in range(0x20, 0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co", "Cc")]


def runs(numbers):
    """Ranges of neighbours with one value."""
    found = []
    for number, value in numbers:
        if found and found[-1][1] == number - 1 and found[-1][2] == value:
            found[-1][1] = number
        else:
            found.append([number, number, value])
    return found


def table():
    wide = [(first, last) for first, last, width in runs((c, wcwidth(chr(c))) for c in range(0x110000)) if width == 2]
    cells = [f"0x{first:X}...0x{last:X}" for first, last in wide]
    lines, line = [], "       "
    for cell in cells:
        if len(line) + len(cell) + 2 > 110:
            lines.append(line)
            line = "       "
        line += f" {cell},"
    lines.append(line)
    text = (
        "/// The characters that take two columns of a terminal, emoji among them.\n"
        "///\n"
        "/// Made by `Tests/BillingReportsTests/Generators/column-widths.py` of the package `wcwidth`.\n"
        "enum WideCharacters {\n"
        "    static let ranges: [ClosedRange<UInt32>] = [\n" + "\n".join(lines) + "\n    ]\n}\n"
    )
    (ROOT / "Sources/BillingReports/Text/WideCharacters.swift").write_text(text)


def columns(number):
    character = chr(number)
    return 1 if unicodedata.category(character) == "Mc" else wcwidth(character)


def fixture():
    shown = [c for c in ASSIGNED if unicodedata.category(chr(c)) not in ("Cf", "Zl", "Zp")]
    lines = [f"{first:X}\t{last:X}\t{width}" for first, last, width in runs((c, columns(c)) for c in shown)]
    (ROOT / "Tests/BillingReportsTests/Fixtures/column-widths.tsv").write_text("\n".join(lines) + "\n")


{"table": table, "fixture": fixture}[sys.argv[1]]()
