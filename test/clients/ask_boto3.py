"""boto3: every type, pages, parameters, errors, a stop, an answer by S3, unknown keys."""
import json
import time

import boto3
from botocore.exceptions import ClientError

athena = boto3.client("athena")
s3 = boto3.client("s3")


def run(sql, **more):
    number = athena.start_query_execution(QueryString=sql, **more)["QueryExecutionId"]
    while True:
        execution = athena.get_query_execution(QueryExecutionId=number)["QueryExecution"]
        if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
            return execution
        time.sleep(0.1)


def rows(sql, **more):
    execution = run(sql, **more)
    if execution["Status"]["State"] != "SUCCEEDED":
        raise RuntimeError(execution["Status"]["StateChangeReason"])
    pages = athena.get_paginator("get_query_results").paginate(
        QueryExecutionId=execution["QueryExecutionId"]
    )
    found = [page["ResultSet"] for page in pages]
    texts = [[cell.get("VarCharValue") for cell in row["Data"]] for one in found for row in one["Rows"]]
    return texts, found[0]["ResultSetMetadata"]["ColumnInfo"], len(found)


VALUES = {
    "true": "true",
    "cast(1 as tinyint)": "1",
    "9223372036854775807": "9223372036854775807",
    "1e0": "1.0",
    "1e7": "1.0E7",
    "9999999e0": "9999999.0",
    "1e-3": "0.001",
    "1.5e-4": "1.5E-4",
    "123456.789e0": "123456.789",
    "8.535058474086213e242": "8.535058474086213E242",
    "cast(2543954.25 as real)": "2543954.2",
    "cast(16777216 as real)": "1.6777216E7",
    "nan()": "NaN",
    "-infinity()": "-Infinity",
    "cast(0.1 as real)": "0.1",
    "decimal '-0.05'": "-0.05",
    "cast(1.5 as decimal(18,2))": "1.50",
    "decimal '12345678901234567890123456789012345678'": "12345678901234567890123456789012345678",
    "''": "",
    "cast(null as varchar)": None,
    "'税 \"源\", '": "税 \"源\", ",
    "cast('a' as char(3))": "a  ",
    "x'610a'": "61 0a",
    "date '2020-01-02'": "2020-01-02",
    "timestamp '2020-01-02 03:04:05.678'": "2020-01-02 03:04:05.678",
    "timestamp '2020-01-02 03:04:05'": "2020-01-02 03:04:05",
    "timestamp '2020-01-02 03:04:05.000 +08:00'": "2020-01-02 03:04:05.000 +08:00",
    "timestamp '2020-01-02 03:04:05.000 Asia/Shanghai'": "2020-01-02 03:04:05.000 Asia/Shanghai",
    "interval '14' month": "1-2",
    "interval '2' day": "2 00:00:00.000",
    "array[1, null, 3]": "[1, null, 3]",
    "array['a', 'b']": "[a, b]",
    "array[1e7]": "[1.0E7]",
    "cast(row(1, 'x') as row(a integer, b varchar))": "{a=1, b=x}",
    "row(1, 'x')": "{field0=1, field1=x}",
    "array[row(1, null)]": "[{field0=1, field1=null}]",
    "cast(json '{\"a\": 1}' as map(varchar, integer))": "{a=1}",
    "json '{\"b\": [1, 2]}'": "{\"b\":[1,2]}",
}


def values():
    """What came otherwise than Athena would give it."""
    names = list(VALUES)
    texts, _, _ = rows("SELECT " + ", ".join(names))
    return {sql: text for sql, text in zip(names, texts[1]) if text != VALUES[sql]}


def types():
    _, columns, _ = rows("SELECT 1 AS a, 1.5 AS b, 'x' AS c, current_date AS d, cast(1 as real) AS e")
    return [[one["Name"], one["Type"], one["Precision"], one["Scale"]] for one in columns]


DIGITS = "(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)"
MANY = (
    f"SELECT a.x * 1000 + b.x * 100 + c.x * 10 + d.x AS n FROM {DIGITS} a(x), {DIGITS} b(x), "
    f"{DIGITS} c(x), {DIGITS} d(x) WHERE a.x * 1000 + b.x * 100 + c.x * 10 + d.x < 2500"
)


def pages():
    texts, _, count = rows(MANY + " ORDER BY n")
    return {"pages": count, "header": texts[0], "inOrder": [int(row[0]) for row in texts[1:]] == list(range(2500))}


def errors():
    said = {}
    for name, sql in {"table": "SELECT *\n FROM nope", "syntax": "SELEC 1", "division": "SELECT 1 / 0"}.items():
        status = run(sql)["Status"]
        said[name] = [status["State"], status["StateChangeReason"].split(":")[0]]
        said[name + "Line"] = "line 2:7:" in status["StateChangeReason"]
    try:
        athena.get_query_results(QueryExecutionId="nothing")
    except athena.exceptions.InvalidRequestException as error:
        said["invalid"] = error.response["Error"]["Code"]
    try:
        athena.tag_resource(ResourceARN="arn:aws:athena:r:000000000000:workgroup/x", Tags=[])
    except ClientError as error:
        said["tags"] = "no tags" in str(error)
    return said


def cancel():
    cross = ", ".join(f"{DIGITS} t{n}(x)" for n in range(12))
    number = athena.start_query_execution(
        QueryString=f"SELECT sum(t0.x * t1.x + t2.x) FROM {cross}"
    )["QueryExecutionId"]
    time.sleep(1.5)
    before = athena.get_query_execution(QueryExecutionId=number)["QueryExecution"]["Status"]["State"]
    athena.stop_query_execution(QueryExecutionId=number)
    return before, athena.get_query_execution(QueryExecutionId=number)["QueryExecution"]["Status"]["State"]


def file():
    execution = run("SELECT 'a' AS x")
    bucket, key = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").split("/", 1)
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=key)
    s3.head_bucket(Bucket=bucket)
    return {
        "whole": s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode(),
        "part": s3.get_object(Bucket=bucket, Key=key, Range="bytes=4-6")["Body"].read().decode(),
        "size": s3.head_object(Bucket=bucket, Key=key)["ContentLength"],
        "listed": [one["Key"] == key for one in listed["Contents"]],
    }


def stranger():
    secret = boto3.client("athena", aws_secret_access_key="x" * 40, aws_access_key_id=KEY)
    try:
        secret.list_work_groups()
    except ClientError as error:
        return error.response["Error"]["Code"]


KEY = boto3.Session().get_credentials().access_key

print(
    json.dumps(
        {
            "values": values(),
            "types": types(),
            "pages": pages(),
            "parameters": rows("SELECT ? + 1, ?", ExecutionParameters=["41", "'it''s'"])[0][1],
            "errors": errors(),
            "cancel": cancel(),
            "file": file(),
            "stranger": stranger(),
            "databases": [
                one["Name"] for one in athena.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"]
            ],
            "column": athena.get_table_metadata(
                CatalogName="AwsDataCatalog", DatabaseName="shared", TableName="power"
            )["TableMetadata"]["Columns"][0],
            "groups": [one["Name"] for one in athena.list_work_groups()["WorkGroups"]],
        }
    )
)
