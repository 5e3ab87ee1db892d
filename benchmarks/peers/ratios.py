#!/usr/bin/env python3
"""Reads JSON lines of one comparison and prints, for each network and mode, the best rate of each engine and ours over it."""
import json
import math
import sys

best = {}
for line in open(sys.argv[1]):
    r = json.loads(line)
    case = best.setdefault((r["mode"], r["network"], r["batch"]), {})
    case[r["engine"]] = max(case.get(r["engine"], 0), r["img_per_s"])
products = {}
for (mode, network, batch), engines in sorted(best.items()):
    ours = engines.pop("tfnet", None)
    if ours is None:
        continue
    parts = []
    for engine, rate in sorted(engines.items()):
        parts.append(f"{engine} {rate:.1f} ({ours / rate:.2f}x)")
        products.setdefault((mode, engine), []).append(ours / rate)
    print(f"{mode:8}{network:14} batch {batch:<3} tfnet {ours:.1f} img/s | " + ", ".join(parts))
for (mode, engine), ratios in sorted(products.items()):
    print(f"{mode:8}geometric mean over {engine}: {math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}x ({len(ratios)} networks)")
