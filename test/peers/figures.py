"""Figures of an export in JSON Lines, made with NumPy: figures.py FILE socket|topic|peer

Prints one JSON object: in `all`, and for each of `groups` (what has none is ""), count, bytes, rate, and of sizes, gaps and latencies (of a
REQ: from what it sent to what it received next) count, mean, min, median, p99 and max. Times in ms.
"""

import datetime
import json
import sys

import numpy

file, key = sys.argv[1:]
messages, groups = [], {}
with open(file, encoding="utf-8") as lines:
    for line in lines:
        record = json.loads(line)
        time = datetime.datetime.fromisoformat(record["time"].replace("Z", "+00:00"))
        micros = (time - datetime.datetime.fromtimestamp(0, datetime.timezone.utc)) // datetime.timedelta(microseconds=1)
        one = (micros, record["size"], record["direction"], record["socket"], record.get("type"))
        messages.append(one)
        groups.setdefault(record.get(key, ""), []).append(one)


def distribution(values):
    if len(values) == 0:
        return None
    median, p99 = numpy.percentile(values, [50, 99], method="inverted_cdf")
    return {
        "count": len(values),
        "mean": float(numpy.mean(values)),
        "min": float(numpy.min(values)),
        "median": float(median),
        "p99": float(p99),
        "max": float(numpy.max(values)),
    }


def latencies(messages):
    asked, found = {}, []
    for time, _, direction, socket, kind in messages:
        if kind != "req":
            continue
        if direction == "out":
            asked[socket] = time
        elif socket in asked:
            found.append((time - asked.pop(socket)) / 1000)
    return numpy.array(found)


def figures(messages):
    times = numpy.array([time for time, *_ in messages])
    span = int(times.max() - times.min())
    return {
        "count": len(messages),
        "bytes": sum(size for _, size, *_ in messages),
        "rate": (len(messages) - 1) / span * 1e6 if span > 0 else None,
        "sizes": distribution(numpy.array([size for _, size, *_ in messages])),
        "gaps": distribution(numpy.diff(times) / 1000),
        "latencies": distribution(latencies(messages)),
    }


json.dump({"all": figures(messages), "groups": {name: figures(group) for name, group in groups.items()}}, sys.stdout)
