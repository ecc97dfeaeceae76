"""Child of the XLSX benchmark: Rust's calamine, streaming sheets row by row. Writes all cells as CSV; prints its result as JSON."""

import csv
import json
import resource
import sys
import time

from python_calamine_plus import CalamineWorkbook

source, folder = sys.argv[1:3]
started = time.perf_counter()
rows = 0
with open(f"{folder}/decoded.csv", "w", encoding="utf-8", newline="", buffering=1 << 20) as out:
    writer = csv.writer(out)
    for row in CalamineWorkbook.from_path(source).stream_sheet_by_index(0):
        writer.writerow(row)
        rows += 1
seconds = time.perf_counter() - started
usage = resource.getrusage(resource.RUSAGE_SELF)
cpu = usage.ru_utime + usage.ru_stime
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMegabytes": usage.ru_maxrss / 1024, "accepted": rows, "refused": 0}))
