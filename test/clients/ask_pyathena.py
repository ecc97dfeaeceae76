"""PyAthena: cursor, pandas and Arrow cursors, parameters, tables of one's own, metadata, errors."""
import json

from pyathena import connect
from pyathena.arrow.cursor import ArrowCursor
from pyathena.error import OperationalError
from pyathena.pandas.cursor import PandasCursor

SQL = (
    "SELECT 1 AS i, 'x' AS t, decimal '1.50' AS d, 1e7 AS f, timestamp '2020-01-02 03:04:05.678' AS m, "
    "date '2020-01-02' AS y, true AS b, x'6162' AS v, array[1, 2] AS a, cast(null as varchar) AS n"
)


def cursor(**more):
    return connect(schema_name="shared", **{"work_group": "primary", **more}).cursor()


def plain():
    one = cursor()
    one.execute(SQL)
    return [repr(value) for value in one.fetchone()]


def pandas():
    frame = cursor(cursor_class=PandasCursor).execute(SQL).as_pandas()
    return {name: str(frame[name][0]) for name in "itdfmb"}


def arrow():
    table = cursor(cursor_class=ArrowCursor, work_group="managed").execute(SQL).as_arrow()
    return {name: str(table.column(name)[0].as_py()) for name in "itdfmb"}


def parameters():
    named = cursor()
    named.execute("SELECT %(text)s, %(count)d", {"text": "it's", "count": 3})
    marked = cursor()
    marked.execute("SELECT ? + 1", ["41"], paramstyle="qmark")
    return named.fetchall(), marked.fetchall()


def own():
    one = cursor()
    one.execute("CREATE TABLE ws_power.kept WITH (format = 'PARQUET') AS SELECT 1 AS a, 'x' AS b")
    one.execute("INSERT INTO ws_power.kept SELECT 2, 'y'")
    one.execute("CREATE OR REPLACE VIEW ws_power.seen AS SELECT a + 1 AS a FROM ws_power.kept")
    one.execute("SELECT a FROM ws_power.seen ORDER BY a")
    found = one.fetchall()
    one.execute("SHOW TABLES IN ws_power")
    return found, one.fetchall()


def unloaded():
    frame = cursor(cursor_class=PandasCursor, s3_staging_dir="s3://workspace/").connection.cursor(
        unload=True
    )
    return frame.execute("SELECT 1 AS x, 'é' AS y").as_pandas().to_dict("records")


def wrong():
    try:
        cursor().execute("SELECT * FROM nope")
    except OperationalError as error:
        return str(error).split(" / ")[0]


print(
    json.dumps(
        {
            "plain": plain(),
            "pandas": pandas(),
            "arrow": arrow(),
            "parameters": parameters(),
            "own": own(),
            "unloaded": unloaded(),
            "wrong": wrong(),
            "metadata": cursor().get_table_metadata("power", schema_name="shared").columns[0].type,
        }
    )
)
