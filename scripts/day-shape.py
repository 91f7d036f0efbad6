#!/usr/bin/env python3
"""Draws the shape of a simulated day as SVG: events an hour by log, and how acts spread over users, hosts and programs.

usage: scripts/day-shape.py LOGS OUT.svg      (LOGS: the folder that simulate --out made, without truth)
"""
import collections
import json
import os
import re
import sys

STAMP = re.compile(rb"\d{4}-\d\d-\d\d[T ](\d\d):\d\d:\d\d(?:\.\d+)?([+-]\d\d:\d\d|Z)?")
CLF = re.compile(rb"\[\d\d/\w{3}/\d{4}:(\d\d):\d\d:\d\d ([+-]\d\d)")
EPOCH = re.compile(rb'(?:audit\(|"ts":)(\d{10})')
COLOURS = ["#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#edc948", "#b07aa1", "#9c755f"]


def hour(line):
    """The UTC hour of an event."""
    found = EPOCH.search(line)
    if found:
        return int(found.group(1)) // 3600 % 24
    found = CLF.search(line)
    if found:
        return (int(found.group(1)) - int(found.group(2))) % 24
    found = STAMP.search(line)
    zone = found.group(2)
    return (int(found.group(1)) - (int(zone[:3]) if zone and zone != b"Z" else 0)) % 24


def read(folder):
    """Events by log and hour; acts by user, host and program."""
    hours = {}
    people, hosts, programs = collections.Counter(), collections.Counter(), collections.Counter()
    for name in sorted(os.listdir(folder)):
        counts = hours[name.rsplit(".", 1)[0]] = [0] * 24
        with open(os.path.join(folder, name), "rb") as lines:
            for line in lines:
                if line.startswith(b"#"):
                    continue
                counts[hour(line)] += 1
                if name == "proxy.log":
                    people[line.split(b" ")[4].decode()] += 1
                elif name == "windows.ndjson":
                    hosts[re.search(rb'"Hostname":"([^.]+)', line).group(1).decode()] += 1
                    if b'"EventID":1,' in line:
                        programs[json.loads(line)["Image"].rsplit("\\", 1)[1].lower()] += 1
    people.pop("-", None)
    return hours, people, hosts, programs


def bars(hours):
    """Stacked bars of the eight biggest logs, the others together."""
    order = sorted(hours, key=lambda n: -sum(hours[n]))
    kept = order[:7]
    stacks = {name: hours[name] for name in kept}
    stacks["others"] = [sum(hours[n][h] for n in order[7:]) for h in range(24)]
    top = max(sum(s[h] for s in stacks.values()) for h in range(24))
    out = ['<text x="20" y="28" class="h">Events an hour (UTC) by log</text>']
    for h in range(24):
        y = 250.0
        for colour, (name, counts) in zip(COLOURS, stacks.items()):
            height = counts[h] / top * 200
            y -= height
            out.append(f'<rect x="{60 + h * 25}" y="{y:.1f}" width="21" height="{height:.1f}" fill="{colour}"><title>{name} {h:02}:00 {counts[h]:,}</title></rect>')
        out.append(f'<text x="{70 + h * 25}" y="266" class="c">{h:02}</text>')
    for part in range(5):
        y = 250 - part * 50
        out.append(f'<line x1="56" x2="660" y1="{y}" y2="{y}" class="g"/><text x="52" y="{y + 4}" class="r">{top * part / 4 / 1000:.0f}k</text>')
    for i, (colour, name) in enumerate(zip(COLOURS, stacks)):
        out.append(f'<rect x="680" y="{46 + i * 20}" width="12" height="12" fill="{colour}"/><text x="698" y="{56 + i * 20}">{name}</text>')
    return out


def ranks(counter, x, y, title):
    """Counts by rank: few do much, many do little."""
    counts = sorted(counter.values(), reverse=True)
    out = [f'<text x="{x}" y="{y}" class="h">{title}</text>']
    width, height, top = 200, 120, counts[0]
    step = max(1, len(counts) // 100)
    points = " ".join(f"{x + 10 + i / max(1, len(counts) - 1) * width:.1f},{y + 20 + height - c / top * height:.1f}" for i, c in enumerate(counts) if i % step == 0 or i == len(counts) - 1)
    out.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>')
    out.append(f'<line x1="{x + 10}" x2="{x + 10 + width}" y1="{y + 20 + height}" y2="{y + 20 + height}" class="a"/>')
    median = counts[len(counts) // 2]
    out.append(f'<text x="{x + 10}" y="{y + height + 38}">{len(counts)}; most {top:,}, median {median:,}, least {counts[-1]:,}</text>')
    return out


def main(folder, target):
    hours, people, hosts, programs = read(folder)
    body = bars(hours) + ranks(people, 20, 310, "Pages asked for, by person") + ranks(hosts, 290, 310, "Windows events, by host") + ranks(programs, 560, 310, "Processes started, by program")
    style = "text{font:12px sans-serif;fill:#333}.h{font-weight:bold}.c{text-anchor:middle}.r{text-anchor:end}.g{stroke:#ddd}.a{stroke:#888}"
    with open(target, "w", encoding="utf-8") as out:
        out.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 490" role="img" aria-label="The shape of a simulated day"><style>{style}</style><rect width="800" height="490" fill="#fff"/>\n')
        out.write("\n".join(body))
        out.write("\n</svg>\n")
    total = sum(sum(c) for c in hours.values())
    print(f"{total:,} events; " + ", ".join(f"{n} {sum(c):,}" for n, c in sorted(hours.items(), key=lambda p: -sum(p[1]))))
    print("programs: " + ", ".join(f"{n} {c:,}" for n, c in programs.most_common(12)))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
