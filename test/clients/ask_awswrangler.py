"""awswrangler: a query into pandas by CSV and by UNLOAD, in pieces, with parameters; its usual way; an error."""
import json

import awswrangler as wr
from botocore.exceptions import ClientError

PLAIN = {"database": "shared", "ctas_approach": False, "workgroup": "primary"}


def read(sql, **more):
    return wr.athena.read_sql_query(sql, **{**PLAIN, **more})


def wrong():
    try:
        read("SELECT * FROM nope")
    except wr.exceptions.QueryFailed as error:
        return str(error).split(":")[0]


OWN = {"database": "ws_power"}


def usual(sql, **more):
    """As awswrangler does it where nothing is said: by a table that is there for a moment."""
    return wr.athena.read_sql_query(sql, **{**OWN, **more})


def usual_wrong():
    """In a database that nobody writes to; a table that is not one's own, taken away."""
    said = []
    try:
        usual("SELECT 1 AS x", database="shared")
    except wr.exceptions.QueryFailed as error:
        said.append(str(error).split(":")[0])
    try:
        wr.catalog.delete_table_if_exists(database="shared", table="power")
    except ClientError as error:
        said.append(error.response["Error"]["Code"])
    return said


def ways():
    table = usual(TYPED)
    return {
        "typed": {name: str(table[name][0]) for name in table.columns},
        "rows": len(usual("SELECT * FROM shared.power")),
        "pieces": [len(one) for one in usual("SELECT 1 AS x UNION ALL SELECT 2", chunksize=1)],
        "empty": {name: str(one) for name, one in usual("SELECT 1 AS i WHERE false").dtypes.items()},
        "elsewhere": usual(
            "SELECT count(*) AS n FROM power", database="shared", ctas_parameters=OWN
        )["n"].tolist(),
        "left": [one["Name"] for one in wr.catalog.get_tables(database="ws_power")],
        "types": wr.catalog.get_table_types(database="shared", table="power") is not None,
        "wrong": usual_wrong(),
    }


TYPED = "SELECT 1 AS i, decimal '1.50' AS d, 1e7 AS f, date '2020-01-02' AS y, 'é' AS t"
typed = read(TYPED)
unload = {"unload_approach": True, "s3_output": "s3://workspace/wrangled/"}
print(
    json.dumps(
        {
            "typed": {name: str(typed[name][0]) for name in typed.columns},
            "rows": len(read("SELECT * FROM power")),
            "pieces": [len(one) for one in read("SELECT 1 AS x UNION ALL SELECT 2", chunksize=1)],
            "parameters": read("SELECT :a + 1 AS x", params={"a": 41})["x"].tolist(),
            "unloaded": read("SELECT 1 AS x, 'é' AS y", **unload).to_dict("records"),
            "files": len(wr.s3.list_objects("s3://workspace/wrangled/")),
            "wrong": wrong(),
            "usual": ways(),
        }
    )
)
