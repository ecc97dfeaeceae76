"""Child of the XLSX benchmark: calamine into Arrow, the whole sheet in memory. Writes all cells as CSV; prints its result as JSON."""

import json
import resource
import sys
import time

import fastexcel

source, folder = sys.argv[1:3]
started = time.perf_counter()
sheet = fastexcel.read_excel(source).load_sheet(0, header_row=None, dtypes="string")
frame = sheet.to_polars()
frame.write_csv(f"{folder}/decoded.csv", include_header=False)
seconds = time.perf_counter() - started
usage = resource.getrusage(resource.RUSAGE_SELF)
cpu = usage.ru_utime + usage.ru_stime
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMegabytes": usage.ru_maxrss / 1024, "accepted": frame.height, "refused": 0}))
