"""awswrangler: a query into pandas by CSV and by UNLOAD, in pieces, with parameters; an error."""
import json

import awswrangler as wr

PLAIN = {"database": "shared", "ctas_approach": False, "workgroup": "primary"}


def read(sql, **more):
    return wr.athena.read_sql_query(sql, **{**PLAIN, **more})


def wrong():
    try:
        read("SELECT * FROM nope")
    except wr.exceptions.QueryFailed as error:
        return str(error).split(":")[0]


typed = read("SELECT 1 AS i, decimal '1.50' AS d, 1e7 AS f, date '2020-01-02' AS y, 'é' AS t")
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
        }
    )
)
