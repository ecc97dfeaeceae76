-- to integers
SELECT CAST('12' AS integer), CAST('-7' AS bigint), CAST('+7' AS smallint), CAST('007' AS tinyint);
SELECT CAST(1.5 AS integer), CAST(2.5 AS integer), CAST(-2.5 AS integer), CAST(1.49 AS bigint), CAST(2.5E0 AS integer), CAST(-2.5E0 AS integer), CAST(3.5E0 AS bigint);
SELECT CAST(true AS integer), CAST(false AS bigint), CAST(NULL AS integer), CAST(REAL '2.5' AS integer);
SELECT CAST(' 12' AS integer);
SELECT CAST('12 ' AS integer);
SELECT CAST('1.5' AS integer);
SELECT CAST('' AS integer);
SELECT CAST('1e3' AS integer);
SELECT CAST(300 AS tinyint);
SELECT CAST(BIGINT '3000000000' AS integer);
SELECT CAST(1E20 AS bigint);
SELECT CAST(nan() AS integer);
SELECT CAST(DATE '2024-01-01' AS integer);
-- to decimals
SELECT CAST('1.50' AS decimal(5, 2)), CAST('1.555' AS decimal(5, 2)), CAST('-1.545' AS decimal(5, 2)), CAST(1.005 AS decimal(3, 2)), CAST(12 AS decimal(4, 1)), CAST('1e2' AS decimal(5, 1));
SELECT CAST(1.005E0 AS decimal(5, 2)), CAST(2.675E0 AS decimal(5, 2)), CAST(0.1E0 AS decimal(20, 18)), CAST(true AS decimal(3, 1)), CAST(REAL '1.1' AS decimal(10, 5));
SELECT CAST(1.5 AS decimal), CAST(2.5 AS decimal(38)), CAST(-0.5 AS decimal(1, 0)), DECIMAL '0.00125', DECIMAL '-00.50', DECIMAL '5.', DECIMAL '.5';
SELECT CAST('x' AS decimal(5, 2));
SELECT CAST(1000 AS decimal(5, 3));
SELECT CAST('99.995' AS decimal(4, 2));
SELECT CAST(nan() AS decimal(5, 2));
SELECT CAST(' 1.5' AS decimal(5, 2));
SELECT id, CAST(n AS decimal(20, 4)), CAST(n5 AS decimal(3, 1)), CAST(n AS decimal(38, 0)) FROM every_type;
-- to doubles
SELECT CAST('1.5' AS double), CAST('1e10' AS double), CAST('NaN' AS double), CAST('Infinity' AS double), CAST('-Infinity' AS double), CAST(1.5 AS double), CAST(1 AS real), CAST('0.1' AS real);
SELECT CAST(' 1.5 ' AS double), CAST('1.5d' AS double), CAST('0x10' AS double), CAST(true AS double);
SELECT CAST('abc' AS double);
SELECT CAST('inf' AS double);
SELECT CAST('' AS double);
SELECT id, CAST(n AS double), CAST(i AS double), CAST(d AS real), CAST(r AS double), CAST(bi AS double) FROM every_type WHERE id <> 4;
SELECT CAST(1E300 AS real);
-- to text
SELECT CAST(1 AS varchar), CAST(-7 AS varchar), CAST(1.50 AS varchar), CAST(true AS varchar), CAST(DECIMAL '0.00' AS varchar), CAST(DECIMAL '-0.05' AS varchar);
SELECT CAST(1E0 AS varchar), CAST(0.1E0 AS varchar), CAST(1E7 AS varchar), CAST(1E-5 AS varchar), CAST(123456789E0 AS varchar), CAST(nan() AS varchar), CAST(-infinity() AS varchar), CAST(-0E0 AS varchar);
SELECT CAST(REAL '1.1' AS varchar), CAST(REAL '1E10' AS varchar), CAST(1.7976931348623157E308 AS varchar), CAST(4.9E-324 AS varchar), CAST(100E0 AS varchar), CAST(0.001E0 AS varchar), CAST(12345678.9E0 AS varchar);
SELECT CAST(DATE '2024-01-31' AS varchar), CAST(TIMESTAMP '2024-01-31 10:20:30.456' AS varchar), CAST(TIMESTAMP '2024-01-31 10:20:30' AS varchar), CAST(TIME '10:20:30.5' AS varchar), CAST(TIMESTAMP '2024-01-31 10:20:30 Asia/Shanghai' AS varchar);
SELECT CAST(INTERVAL '1' DAY AS varchar), CAST(INTERVAL '14' MONTH AS varchar), CAST(UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59' AS varchar);
SELECT CAST('abcdef' AS varchar(3)), CAST('abc' AS varchar(5)), CAST('贵阳朗玛' AS varchar(2)), CAST(12345 AS varchar(5)), CAST('abc' AS char(2)), CAST('a' AS char(4)), CAST('a ' AS char(4)) || '|';
SELECT CAST(12345 AS varchar(3));
SELECT CAST(true AS varchar(3));
SELECT id, CAST(i AS varchar), CAST(d AS varchar), CAST(r AS varchar), CAST(n AS varchar), CAST(dt AS varchar), CAST(ts AS varchar), CAST(b AS varchar) FROM every_type;
SELECT CAST(JSON '{"a": 1}' AS varchar);
SELECT CAST(ARRAY[1] AS varchar);
SELECT CAST(X'61' AS varchar);
-- to boolean
SELECT CAST('true' AS boolean), CAST('FALSE' AS boolean), CAST('t' AS boolean), CAST('0' AS boolean), CAST(1 AS boolean), CAST(0 AS boolean), CAST(2 AS boolean), CAST(0.0 AS boolean), CAST(0.5E0 AS boolean);
SELECT CAST('yes' AS boolean);
SELECT CAST('' AS boolean);
-- to dates and moments
SELECT CAST('2024-01-31' AS date), CAST(' 2024-01-31 ' AS date), CAST('2024-1-5' AS date), CAST(TIMESTAMP '2024-01-31 23:59:59' AS date), DATE '0001-01-01', DATE '9999-12-31';
SELECT CAST('2024-01-31 10:20:30' AS timestamp), CAST('2024-01-31 10:20:30.123456' AS timestamp), CAST('2024-01-31 10:20:30.123456' AS timestamp(6)), CAST('2024-01-31' AS timestamp), CAST('2024-01-31 10:20' AS timestamp(0));
SELECT CAST(DATE '2024-01-31' AS timestamp), CAST(TIMESTAMP '2024-01-31 10:20:30.9996' AS timestamp(3)), CAST(TIMESTAMP '2024-01-31 10:20:30.5' AS timestamp(0)), CAST(TIMESTAMP '2024-01-31 10:20:30.123' AS time(3));
SELECT CAST('2024-01-31 10:20:30 Asia/Shanghai' AS timestamp with time zone), CAST(TIMESTAMP '2024-01-31 10:20:30' AS timestamp with time zone), CAST(DATE '2024-01-31' AS timestamp with time zone), CAST(TIMESTAMP '2024-01-31 10:20:30 Asia/Shanghai' AS timestamp), CAST(TIMESTAMP '2024-01-31 02:20:30 Asia/Shanghai' AS date);
SELECT CAST('10:20:30' AS time), CAST('10:20' AS time(0)), CAST('10:20:30.123456' AS time(6));
SELECT CAST('2024-13-01' AS date);
SELECT CAST('2023-02-29' AS date);
SELECT CAST('20240131' AS date);
SELECT CAST('2024/01/31' AS date);
SELECT CAST('2024-01-31T10:20:30' AS timestamp);
SELECT CAST('2024-01-31 10:20:30' AS date);
SELECT CAST('24:00:00' AS time);
SELECT CAST(1 AS date);
SELECT id, CAST(dt AS timestamp(3)), CAST(ts AS date), CAST(ts AS timestamp(0)), CAST(ts AS time(3)) FROM every_type;
-- nested
SELECT CAST(ARRAY[1, NULL] AS array(varchar)), CAST(ARRAY['1', '2'] AS array(bigint)), CAST(MAP(ARRAY['1'], ARRAY[2]) AS map(integer, varchar)), CAST(ROW(1, '2') AS ROW(a varchar, b integer));
SELECT CAST(ROW(1, ROW(2, 3)) AS ROW(a bigint, b ROW(c double, d varchar))), CAST(ARRAY[ROW(1, 'a')] AS array(ROW(x bigint, y varchar(5))));
SELECT CAST(ARRAY['x'] AS array(integer));
SELECT TRY_CAST(ARRAY['x'] AS array(integer)), TRY_CAST(ROW('x', 1) AS ROW(a integer, b integer));
SELECT CAST(ROW(1, 2) AS ROW(a integer));
SELECT id, CAST(ai AS array(varchar)), CAST(rw AS ROW(x varchar, y varchar)), CAST(m AS map(varchar, double)), CAST(an AS array(integer)) FROM every_type WHERE id <> 8;
-- try_cast
SELECT TRY_CAST('x' AS integer), TRY_CAST('12' AS integer), TRY_CAST('1.5' AS integer), TRY_CAST(300 AS tinyint), TRY_CAST('2024-02-30' AS date), TRY_CAST('' AS double), TRY_CAST(NULL AS date);
SELECT id, TRY_CAST(v AS integer), TRY_CAST(v AS double), TRY_CAST(v10 AS date), TRY_CAST(v10 AS boolean), TRY_CAST(v10 AS double), TRY_CAST(i AS tinyint), TRY_CAST(bi AS integer), TRY_CAST(n AS decimal(5, 2)) FROM every_type;
SELECT TRY_CAST(DATE '2024-01-01' AS integer);
-- implicit
SELECT 1 + BIGINT '2', 1.5 + 2, ARRAY[1, 2.5], ARRAY[1, 2E0], coalesce(1, BIGINT '2'), MAP(ARRAY[1, 2.0], ARRAY['a', 'b']);
SELECT id FROM every_type WHERE dt = '2024-02-29';
SELECT id FROM every_type WHERE i = '1';
SELECT id FROM every_type WHERE dt = DATE '2024-02-29' OR ts > DATE '2024-01-01';
SELECT length(12);
SELECT sqrt('4');
SELECT substr('abc', 1.0);
-- json
SELECT CAST(1 AS json), CAST('a' AS json), CAST(true AS json), CAST(1.50 AS json), CAST(ARRAY[1, NULL] AS json), CAST(MAP(ARRAY['b', 'a'], ARRAY[1, 2]) AS json), CAST(ROW(1, 'x') AS json);
SELECT CAST(JSON '1' AS integer), CAST(JSON '"a"' AS varchar), CAST(JSON '[1,2]' AS array(bigint)), CAST(JSON '{"a":1}' AS map(varchar, integer)), CAST(JSON '{"a":1,"b":"x"}' AS ROW(a integer, b varchar)), CAST(JSON 'null' AS integer);
SELECT id, CAST(rw AS json), CAST(ai AS json), CAST(m AS json), CAST(d AS json), CAST(n AS json), CAST(v AS json), CAST(dt AS json) FROM every_type;
