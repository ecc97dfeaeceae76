-- functions over windows
SELECT id, lag(x, 0) IGNORE NULLS OVER (ORDER BY id), lag(x, 1) IGNORE NULLS OVER (ORDER BY id), lead(x, 2, 9) IGNORE NULLS OVER (ORDER BY id) FROM (VALUES (1, 5), (2, NULL), (3, 7), (4, NULL), (5, NULL), (6, 8)) t(id, x);
SELECT id, nth_value(x, 2) IGNORE NULLS OVER (ORDER BY id), last_value(x) IGNORE NULLS OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM (VALUES (1, 5), (2, NULL), (3, 7), (4, NULL), (5, NULL), (6, 8)) t(id, x);
SELECT lag(x, CAST(NULL AS bigint)) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x);
SELECT id, sum(x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), avg(x) OVER (ORDER BY id), max(x) OVER (PARTITION BY id % 2), array_agg(x) OVER (ORDER BY id), max_by(id, x) OVER (ORDER BY id), listagg(CAST(x AS varchar), ',') WITHIN GROUP (ORDER BY x) OVER (ORDER BY id) FROM (VALUES (1, 1.5), (2, 2.25), (3, NULL)) t(id, x);
SELECT id, avg(x) OVER (ORDER BY id), max(x) OVER (PARTITION BY id % 2), array_agg(x) OVER (ORDER BY id), max_by(id, x) OVER (ORDER BY id), map_agg(id, x) OVER (ORDER BY id), skewness(x) OVER (ORDER BY id), histogram(id) OVER (ORDER BY id) FROM (VALUES (1, 1.5E0), (2, nan()), (3, NULL)) t(id, x);
SELECT approx_percentile(x, 0.3E0), approx_percentile(x, ARRAY[0.1, 0.9]) FROM (VALUES 1, NULL, 7, 9, 2, 2, 5) t(x);
SELECT approx_percentile(x, 0.5E0), approx_percentile(CAST(x AS real), 0.5E0), approx_percentile(x, ARRAY[0E0, 1E0]), approx_percentile(x, CAST(NULL AS double)) FROM (VALUES 1.5E0, 2.5E0, NULL, -9E0) t(x);
SELECT approx_percentile(x, 0.5E0) FROM (VALUES infinity(), 2.5E0) t(x);
SELECT approx_percentile(x, ARRAY[0.5E0]) FROM (VALUES 1) t(x) WHERE x > 1;
SELECT approx_percentile(x, ARRAY[CAST(NULL AS double)]) FROM (VALUES 1) t(x);
SELECT approx_percentile(x, ARRAY[0.5E0, 2E0]) FROM (VALUES 1) t(x);
SELECT approx_percentile(x, CAST(ARRAY[] AS array(double))) FROM (VALUES 1) t(x);
SELECT id, approx_percentile(x, 0.5E0) OVER (ORDER BY id) FROM (VALUES (1, 5), (2, 3), (3, 9)) t(id, x);
SELECT approx_percentile(x, 0.5E0), approx_percentile(DISTINCT x, 0.5E0) FROM (VALUES 5, 5, 5, 1, 9, 12) t(x);
SELECT approx_percentile(x, 0.5E0) FROM (VALUES 9007199254740993, 9007199254740995) t(x);
SELECT ARRAY[approx_percentile(x, 0E0), approx_percentile(x, 0.1E0), approx_percentile(x, 0.25E0), approx_percentile(x, 0.5E0), approx_percentile(x, 0.75E0), approx_percentile(x, 0.95E0), approx_percentile(x, 1E0)] FROM UNNEST(sequence(1, 10)) t(x);
SELECT ARRAY[approx_percentile(x, 0E0), approx_percentile(x, 0.1E0), approx_percentile(x, 0.25E0), approx_percentile(x, 0.5E0), approx_percentile(x, 0.75E0), approx_percentile(x, 0.95E0), approx_percentile(x, 1E0)] FROM UNNEST(sequence(1, 3)) t(x);
SELECT approx_percentile(x, transform(sequence(0, 20), i -> i / 20E0)) FROM UNNEST(sequence(1, 20)) t(x);
SELECT approx_percentile(x, 0.5E0) FROM (VALUES nan(), 1E0) t(x);
SELECT approx_percentile(x, 1.5E0) FROM (VALUES 1, 2) t(x);
SELECT approx_percentile(x, null) FROM (VALUES 1, 2) t(x);
SELECT approx_percentile(x, 0.5E0) FROM (VALUES 1, 2) t(x) WHERE x > 3;
SELECT approx_percentile(x, w, 0.5E0) FROM (VALUES (1, 3), (2, 1), (5, 10)) t(x, w);
SELECT approx_percentile(x, w, 0.5E0) FROM (VALUES (1, 0), (2, 1)) t(x, w);
SELECT approx_percentile(x, 0.5) FROM (VALUES 1.5, 2.5, 3.5) t(x);

-- the number of rows to look at, of buckets, of values is each row's own
SELECT id, lag(x, n) OVER (ORDER BY id), lead(x, n) OVER (ORDER BY id), lag(x, n, -1) OVER (ORDER BY id), lead(x, n, x + 1) OVER (ORDER BY id) FROM (VALUES (1, 10, 0), (2, NULL, 1), (3, 30, 2), (4, 40, 1), (5, 50, 3), (6, NULL, 0)) t(id, x, n);
SELECT id, lag(x, n) IGNORE NULLS OVER (ORDER BY id), lead(x, n, -1) IGNORE NULLS OVER (ORDER BY id) FROM (VALUES (1, 10, 1), (2, NULL, 1), (3, 30, 2), (4, 40, 3), (5, 50, 3), (6, NULL, 1)) t(id, x, n);
SELECT id, lag(x, n) OVER (ORDER BY id) FROM (VALUES (1, 10, 0), (2, NULL, NULL)) t(id, x, n);
SELECT id, lead(x, CAST(NULL AS bigint), 7) OVER (ORDER BY id) FROM (VALUES (1, 10), (2, NULL)) t(id, x);
SELECT id, ntile(CAST(NULL AS bigint)) OVER (ORDER BY id), nth_value(id, NULL) OVER (ORDER BY id) FROM (VALUES 1, 2, 3, 4) t(id);
SELECT id, lag(x, n) IGNORE NULLS OVER (ORDER BY id) FROM (VALUES (1, 10, 0), (2, NULL, 0), (3, 30, 0)) t(id, x, n);
SELECT id, lag(x, n) OVER (ORDER BY id) FROM (VALUES (1, 10, 0), (2, NULL, -1)) t(id, x, n);
SELECT id, ntile(n) OVER (ORDER BY id) FROM (VALUES (1, 2), (2, 2), (3, 3), (4, NULL), (5, 1), (6, 9), (7, 2)) t(id, n);
SELECT id, ntile(n) OVER (ORDER BY id) FROM (VALUES (1, 2), (2, 0)) t(id, n);
SELECT id, ntile(1 + 2) OVER (ORDER BY id), ntile(CAST(NULL AS bigint)) OVER (ORDER BY id) FROM (VALUES 1, 2, 3, 4) t(id);
SELECT id, nth_value(x, n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), nth_value(x, n) OVER (ORDER BY id) FROM (VALUES (1, 10, 1), (2, NULL, 2), (3, 30, 3), (4, 40, NULL), (5, 50, 9)) t(id, x, n);
SELECT id, nth_value(x, n) IGNORE NULLS OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING) FROM (VALUES (1, 10, 1), (2, NULL, 2), (3, 30, 3), (4, 40, NULL), (5, 50, 9)) t(id, x, n);
SELECT id, nth_value(x, n) OVER (ORDER BY id) FROM (VALUES (1, 10, 0)) t(id, x, n);
SELECT id, try(ntile(n) OVER (ORDER BY id)) FROM (VALUES (1, 0)) t(id, n);
SELECT id, lag(x, n + 1) OVER (PARTITION BY p ORDER BY id DESC) FROM (VALUES (1, 'a', 10, 9223372036854775806), (2, 'b', 1, 0), (3, 'a', 30, 0)) t(id, p, x, n);

-- as many of the greatest as a row says, where all say the same
SELECT max(x, n), min(x, n), max_by(y, x, n), min_by(y, x, n) FROM (VALUES (1, 'a', 2), (5, 'b', 2), (3, 'c', 2), (NULL, 'd', 2)) t(x, y, n);
SELECT g, max(x, g), min(x, g + 1) FROM (VALUES (1, 1), (1, 7), (2, 3), (2, 4), (2, 9), (3, 1)) t(g, x) GROUP BY g ORDER BY g;
SELECT max(x, n) FROM (VALUES (1, 2), (5, 3)) t(x, n);
SELECT max(x, n) FROM (VALUES (1, 0), (5, 0)) t(x, n);
SELECT max(x, n) FROM (VALUES (1, 10001)) t(x, n);
SELECT max(x, n) FROM (VALUES (1, NULL), (5, 2), (7, 2)) t(x, n);
SELECT max(x, n), max(x, 2) FROM (VALUES (1, 2)) t(x, n) WHERE x > 3;
SELECT max(x, 1 + 1), max_by(x, y, abs(-1)) FROM (VALUES (1, 2), (3, 1), (5, 0)) t(x, y);
SELECT max(x, n) FROM (VALUES (NULL, 0), (NULL, 0)) t(x, n);
SELECT max(x, n) FROM (VALUES (NULL, 3), (4, 1), (5, 1)) t(x, n);
SELECT max(x, CAST(NULL AS bigint)) FROM (VALUES 1, 2) t(x);
SELECT max(x, n) FROM (VALUES (CAST(NULL AS integer), 2)) t(x, n);
SELECT max_by(y, x, n) FROM (VALUES (1, NULL, 2), (2, 'b', 2), (NULL, 'c', 2)) t(x, y, n);
SELECT id, max(x, n) OVER (ORDER BY id) FROM (VALUES (1, 5, 2), (2, 7, 2), (3, 1, 2)) t(id, x, n);
SELECT max(x, n) FILTER (WHERE x < 6), max(DISTINCT x, n) FROM (VALUES (5, 2), (7, 2), (5, 2)) t(x, n);

-- an exact percentile by ranks, for more values than approx_percentile takes here
SELECT element_at(array_sort(array_agg(x)), 1 + least(CAST(floor(0.9E0 * count(x)) AS bigint), count(x) - 1)) FROM (SELECT n * 7919 % 10007 AS x FROM UNNEST(sequence(1, 10000)) t(n)) t;
SELECT g, element_at(array_sort(array_agg(x)), 1 + least(CAST(floor(0.5E0 * count(x)) AS bigint), count(x) - 1)) FROM (SELECT n % 3 AS g, IF(n % 5 <> 0, n * 31 % 997 / 4E0) AS x FROM UNNEST(sequence(1, 900)) t(n)) t GROUP BY g ORDER BY g;
