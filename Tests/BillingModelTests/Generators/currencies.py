"""Writes Fixtures/currencies.csv: each code of ISO 4217 list one with its minor unit.

The table is that of the PyPI package iso4217, which carries list one as published; the set of codes is
compared with the one of the package pycountry, and known changes are asserted. Run in an environment that has both:

    python3 -m venv venv && venv/bin/pip install iso4217==1.16.20260101 pycountry==26.2.16
    venv/bin/python currencies.py > ../Fixtures/currencies.csv
"""

import iso4217
import pycountry

table = {currency.code: currency.exponent for currency in iso4217.Currency}
assert set(table) == {currency.alpha_3 for currency in pycountry.currencies}
assert not {"BGN", "HRK", "ANG", "CUC", "SLL", "ZWL", "VEF"} & set(table)
assert {"EUR", "VED", "VES", "SLE", "XCG", "ZWG", "CLF", "BOV", "USN"} <= set(table)

print(f"# ISO 4217 list one, published {iso4217.__published__}: code,digits (empty: no minor unit)")
for code in sorted(table):
    print(f"{code},{'' if table[code] is None else table[code]}")
