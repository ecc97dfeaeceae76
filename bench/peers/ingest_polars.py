"""Child of the ingest benchmark: the same work with Polars. Prints its result as JSON."""

import json
import os
import resource
import sys
import time

os.environ.setdefault("POLARS_MAX_THREADS", "2")
import polars as pl

source, work, folder = sys.argv[1:4]
NAMES = ["serial", "tax_id", "name", "period", "day", "amount", "tax", "lines"]
WIDE, NARROW = "０１２３４５６７８９．，（）　", "0123456789.,() "


def narrow(column):
    """Translates only cells that hold something to translate."""
    cell = pl.col(column)
    folded = cell.str.replace_many(list(WIDE), list(NARROW))
    return pl.when(cell.str.contains("[０-９．，（）　]")).then(folded).otherwise(cell)


def text(column):
    return narrow(column).str.strip_chars(" ").replace("", None).alias(column)


def amount(column):
    number = narrow(column).str.replace_all(r"[,¥￥元\s]", "")
    fits = number.str.contains(r"^-?[0-9]+(\.[0-9]{1,2})?$")
    return pl.when(fits).then(number).otherwise(None).str.to_decimal(scale=2).cast(pl.Decimal(18, 2), strict=False).alias(column)


def day(column):
    cell = pl.col(column)
    forms = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]
    return pl.coalesce([cell.str.to_date(f, strict=False, exact=True) for f in forms]).alias(column)


started = time.perf_counter()
raw = pl.read_csv(source, has_header=True, new_columns=NAMES, infer_schema=False, quote_char='"')
raw = raw.with_row_index("_line", offset=2)
clean = raw.with_columns(
    text("serial"), text("tax_id"), text("name"), day("day"), amount("amount"), amount("tax"),
    pl.col("lines").cast(pl.Int64, strict=False), pl.lit("b").alias("_batch"),
)
bad = clean["day"].is_null() | clean["amount"].is_null()
good = clean.filter(~bad)
for (period,), rows in good.partition_by("period", as_dict=True).items():
    os.makedirs(f"{folder}/good/period={period}", exist_ok=True)
    rows.write_parquet(f"{folder}/good/period={period}/part.parquet", compression="snappy")
refused = raw.filter(bad).with_columns(
    pl.when(clean.filter(bad)["day"].is_null()).then(pl.lit("bad-date")).otherwise(pl.lit("bad-number")).alias("_problems")
)
refused.write_parquet(f"{folder}/bad.parquet", compression="snappy")
if work == "unique" and good["serial"].is_duplicated().any():
    sys.exit("the file holds a serial number twice")
seconds = time.perf_counter() - started
usage = resource.getrusage(resource.RUSAGE_SELF)
peak, cpu = usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMegabytes": peak, "accepted": good.height, "refused": refused.height}))
