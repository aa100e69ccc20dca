#!/usr/bin/env python3
"""Runs tenant-report over the full file of departures and compares what it says with the fixture of that file.

    swift build -c release --product tenant-report
    compare_full.py flights-2013.csv.gz expected-figures-full.json .build/release/tenant-report

One run reports on all carriers, one on each of them, all from standard input. Each run must end with status 0
within a minute and 500 MB. The exit status says whether all figures agree. `assetsDistinct` of the fixture is
not compared: assets are counted by tenant.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

SECONDS = 60
MEGABYTES = 500
CATEGORIES = ("automation", "alert", "notification")
GAUGES = {"assets": "assets", "devicesLinked": "devices.linked", "devicesReporting": "devices.reporting"}


class Comparison:
    def __init__(self):
        self.figures = 0
        self.differences = []

    def equal(self, place, found, expected):
        self.figures += len(expected) if isinstance(expected, list) else 1
        if found != expected:
            self.differences.append(f"{place}: {found}, expected {expected}")


def run(program, events, options):
    """The JSON of one run, its seconds and its megabytes."""
    with tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        events.seek(0)
        process = subprocess.Popen(
            [program, "--events", "-", "--format", "json", *options], stdin=events, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(options)}: exit status {process.returncode}")
        output.seek(0)
        # Linux counts kilobytes.
        return json.load(output), seconds, usage.ru_maxrss / 1024


def category_of(series):
    return dict(series["labels"]).get("category")


def actions_of(report):
    counts = {row["category"]: row["total"]["executed"] for row in report["actions"]["categories"]}
    found = {name: counts.get(name, 0) for name in CATEGORIES}
    return found | {"actions": report["actions"]["total"]["executed"]}


def months_of(report):
    """The figures of the twelve months, by the names of the fixture."""
    def values(series):
        return series["value"]

    lines = {(line["metric"], category_of(line)): values(line) for line in report["graph"]["series"]}
    names = GAUGES | {"monthlyActiveDevices": "mad"}
    months = {name: lines.get((metric, None)) for name, metric in names.items()}
    silence = [0] * sum(count for _, count in report["graph"]["buckets"]["lengths"])
    months |= {name: lines.get(("actions", name), silence) for name in CATEGORIES}
    return months | {"actions": lines.get(("actions", None))}


def compare_carrier(comparison, name, report, expected):
    comparison.equal(f"{name} tenants", report["tenants"], [name])
    comparison.equal(f"{name} events", report["actions"]["total"]["executed"], expected["events"])
    for key, count in actions_of(report).items():
        comparison.equal(f"{name} {key}", count, expected["actions"][key])
    counts = {count["metric"]: count.get("value") for count in report["inventory"]["rows"][0]["counts"]}
    for key, metric in GAUGES.items():
        comparison.equal(f"{name} {key}", counts.get(metric), expected["inventory"][key])
    for key, months in months_of(report).items():
        comparison.equal(f"{name} {key} by month", months, expected["months"][key])
    [row] = [row for row in report["table"]["rows"] if row["metric"] == "dad" and not row["labels"]]
    mean = row["windows"][2]["average"]
    comparison.equal(f"{name} daily active devices", round(mean * 365, 6), expected["dailyActiveDevicesSum"])
    charges = report["charges"]
    amounts = [period["amount"]["amount"] for period in charges["periods"]]
    comparison.equal(f"{name} charges", amounts, expected["invoices"])
    comparison.equal(f"{name} charged", charges["total"]["amount"], expected["invoiced"])
    # The invoice of December is issued at the very instant of the report, so it is not in the list yet.
    issued = [row["balance"]["payable"]["amount"] for row in report["invoices"]["rows"]]
    comparison.equal(f"{name} invoices", issued, expected["invoices"][-2::-1])


def compare_fleet(comparison, report, expected):
    comparison.equal("tenants", report["tenants"], sorted(expected["carriers"]))
    fleet = expected["fleet"]
    [assets] = [total["value"] for total in report["inventory"]["totals"] if total["metric"] == "assets"]
    comparison.equal("assets", assets, fleet["assetsSummed"])
    for key, count in actions_of(report).items():
        comparison.equal(key, count, fleet["actions"][key])
    comparison.equal("charged", report["charges"]["total"]["amount"], fleet["invoiced"])


def main():
    parser = argparse.ArgumentParser(description="Compares tenant-report with the figures of the full file.")
    parser.add_argument("events", help="CSV of departures, plain or .gz")
    parser.add_argument("fixture", help="JSON file with the expected figures")
    parser.add_argument("program", help="the program, built with -c release")
    options = parser.parse_args()
    with open(options.fixture, encoding="utf-8") as file:
        expected = json.load(file)
    comparison = Comparison()
    slowest = largest = 0
    opener = gzip.open if options.events.endswith(".gz") else open
    with tempfile.TemporaryFile() as events:
        with opener(options.events, "rb") as file:
            while chunk := file.read(1 << 20):
                events.write(chunk)
        runs = [["--all-tenants"]] + [["--tenant", name] for name in expected["carriers"]]
        for arguments in runs:
            report, seconds, megabytes = run(options.program, events, arguments)
            slowest, largest = max(slowest, seconds), max(largest, megabytes)
            if arguments[0] == "--all-tenants":
                compare_fleet(comparison, report, expected)
            else:
                compare_carrier(comparison, arguments[1], report, expected["carriers"][arguments[1]])
    print(f"{comparison.figures} figures of {len(runs)} runs, {len(comparison.differences)} differ; "
          f"at most {slowest:.1f} s and {largest:.0f} MB a run")
    for difference in comparison.differences:
        print(difference)
    if comparison.differences or slowest > SECONDS or largest > MEGABYTES:
        sys.exit(1)


if __name__ == "__main__":
    main()
