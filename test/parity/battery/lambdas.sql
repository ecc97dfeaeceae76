-- lambdas over arrays
SELECT array_sort(ARRAY[3, 1, NULL, 2], (a, b) -> CASE WHEN a IS NULL THEN -1 WHEN b IS NULL THEN 1 WHEN a < b THEN 1 WHEN a = b THEN 0 ELSE -1 END);
SELECT array_sort(ARRAY['bc', 'ab', 'dc'], (x, y) -> IF(x < y, 1, IF(x = y, 0, -1)));
SELECT array_sort(ARRAY[1, 2, 3], (a, b) -> NULL);
SELECT array_sort(ARRAY[1, 2, 3], (a, b) -> 5);
SELECT none_match(ARRAY[1, NULL], x -> x = 2), any_match(ARRAY[1, NULL], x -> x = 1), all_match(ARRAY[1, NULL], x -> x = 1), all_match(ARRAY[1, NULL], x -> x = 2), any_match(ARRAY[], x -> true), none_match(ARRAY[1], x -> NULL);
SELECT reduce(ARRAY[1, 2, NULL], 0, (s, x) -> s + coalesce(x, 10), s -> s * 2), reduce(ARRAY[1, 2], 'a', (s, x) -> s || CAST(x AS varchar), s -> s);
SELECT reduce(ARRAY[1, 2, NULL], CAST(0 AS bigint), (s, x) -> s + x, s -> s);
SELECT reduce(ARRAY[5, 6], CAST(ROW(0.0, 0) AS ROW(sum double, n integer)), (s, x) -> CAST(ROW(s.sum + x, s.n + 1) AS ROW(sum double, n integer)), s -> s.sum / s.n);
SELECT zip_with(ARRAY[1, 2], ARRAY['a'], (x, y) -> (y, x)), zip_with(ARRAY[1, 2], ARRAY[3, 4, 5], (x, y) -> x + y);
SELECT filter(ARRAY[1, NULL, 3], x -> x IS NULL), filter(ARRAY[1, 2], x -> NULL), transform(ARRAY[1, NULL], x -> x + 1);
SELECT any_match(ARRAY[1, NULL], x -> x = 2), all_match(ARRAY[1, NULL], x -> x = 1), all_match(ARRAY[1, NULL], x -> x = 2), none_match(ARRAY[1, NULL], x -> x = 1), none_match(ARRAY[], x -> true), any_match(CAST(NULL AS array(integer)), x -> true);
SELECT reduce(CAST(NULL AS array(integer)), 0, (s, x) -> s + x, s -> s), reduce(ARRAY[1], CAST(NULL AS integer), (s, x) -> coalesce(s, 0) + x, s -> s);
SELECT reduce(ARRAY[5, 6], 0.0, (s, x) -> s + x, s -> s);
SELECT reduce(ARRAY['a', 'b'], '', (s, x) -> s || x, s -> length(s));
SELECT array_sort(ARRAY[ROW(2, 'b'), ROW(1, 'z'), ROW(2, 'a')], (x, y) -> IF(x[1] < y[1], -1, 1));
SELECT array_sort(ARRAY[3, 1, 2, 1], (a, b) -> IF(a < b, -1, 1));
SELECT filter(ARRAY[1, 2], x -> CAST(NULL AS boolean)), any_match(ARRAY[1], x -> CAST(NULL AS boolean));
SELECT array_sort(ARRAY[3, 1], (a, b) -> CAST(1 AS tinyint));
SELECT reduce(ARRAY[3, 1], 0, (s, x) -> NULL, s -> s);
SELECT reduce(ARRAY[3, 1], 0, (s, x) -> s + x, s -> NULL);
SELECT transform(ARRAY[3, 1], x -> NULL), zip_with(ARRAY[1], ARRAY[2], (x, y) -> NULL);
SELECT transform(ARRAY['p1', 'x'], p1 -> p1 || ' p2'), reduce(ARRAY['p2'], 'p1', (p2, p1) -> p2 || 'p1:' || p1, x -> x);
-- lambdas over columns
SELECT id, transform(ai, x -> x + id), filter(av, x -> x <> v), reduce(ai, CAST(id AS bigint), (s, x) -> s + coalesce(x, 1), s -> s * 2), any_match(ai, x -> x > id), all_match(ai, x -> x > id), none_match(ai, x -> x = id), zip_with(ai, av, (x, y) -> (y, x, id)) FROM every_type;
SELECT id, transform_values(m, (k, w) -> w + id), map_filter(m, (k, w) -> k <> 'a'), transform_keys(m, (k, w) -> k || CAST(id AS varchar)) FROM every_type;
SELECT id, transform(ai, x -> transform(sequence(1, 3), y -> x * y + id)) FROM every_type;
SELECT id, array_sort(ai, (x, y) -> CASE WHEN x IS NULL THEN -1 WHEN y IS NULL THEN 1 WHEN x < y THEN 1 WHEN x = y THEN 0 ELSE -1 END) FROM every_type;
