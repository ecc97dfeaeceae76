-- comparison
SELECT 1 = 1, 1 <> 2, 1 != 1, 1 < 2, 2 <= 2, 3 > 4, 4 >= 4;
SELECT 1 = NULL, NULL = NULL, NULL <> 1, NULL < NULL;
SELECT 1 = 1.0, 1 = 1E0, 0.1 + 0.2 = 0.3, 0.1E0 + 0.2E0 = 0.3E0;
SELECT 'a' = 'A', 'a' < 'b', 'a' < 'B', '税' > 'a', '' = ' ';
SELECT CAST('a' AS char(3)) = 'a', CAST('a' AS char(3)) = CAST('a  ' AS varchar), CAST('a' AS char(2)) = CAST('a' AS char(5));
SELECT nan() = nan(), nan() > 1, infinity() > 1, nan() < infinity(), -infinity() < -1;
SELECT nan() <> nan(), 0E0 = -0E0, nan() IS DISTINCT FROM nan();
SELECT DATE '2024-01-01' < TIMESTAMP '2024-01-01 00:00:00.001', DATE '2024-01-01' = TIMESTAMP '2024-01-01 00:00:00';
SELECT TIMESTAMP '2024-01-01 00:00:00 UTC' = TIMESTAMP '2024-01-01 08:00:00 Asia/Shanghai';
SELECT true > false, true = true, false < NULL;
SELECT X'00' < X'01', X'' = X'', X'FF' > X'00FF';
SELECT ARRAY[1, 2] = ARRAY[1, 2], ARRAY[1] < ARRAY[1, 0], ARRAY[2] > ARRAY[1, 9], ARRAY[] = ARRAY[];
SELECT ARRAY[1, NULL] = ARRAY[1, NULL], ARRAY[1, NULL] = ARRAY[2, NULL], ARRAY[1, NULL] <> ARRAY[1];
SELECT ROW(1, 'a') = ROW(1, 'a'), ROW(1, 2) < ROW(1, 3), ROW(1, NULL) = ROW(1, NULL), ROW(1, NULL) = ROW(2, NULL);
SELECT MAP(ARRAY['a'], ARRAY[1]) = MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a', 'b'], ARRAY[1, 2]) = MAP(ARRAY['b', 'a'], ARRAY[2, 1]);
SELECT id, i = si, i < bi, n > d, n = n5 FROM every_type;
SELECT id, v = v10, v < v10, c = v FROM every_type;
-- distinct from
SELECT 1 IS DISTINCT FROM 1, 1 IS DISTINCT FROM NULL, NULL IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM 1;
SELECT id, i IS DISTINCT FROM si, d IS NOT DISTINCT FROM r FROM every_type;
SELECT ROW(1, NULL) IS DISTINCT FROM ROW(1, NULL), ARRAY[NULL, 1] IS NOT DISTINCT FROM ARRAY[NULL, 1];
-- between
SELECT 2 BETWEEN 1 AND 3, 2 NOT BETWEEN 1 AND 3, 3 BETWEEN 5 AND 1, 'b' BETWEEN 'a' AND 'c';
SELECT NULL BETWEEN 1 AND 2, 0 BETWEEN 1 AND NULL, 5 BETWEEN 1 AND NULL, 5 BETWEEN NULL AND 3;
SELECT 1.5 BETWEEN 1 AND 2, DATE '2024-02-29' BETWEEN DATE '2024-02-01' AND DATE '2024-02-29';
SELECT id FROM every_type WHERE dt BETWEEN DATE '2015-01-01' AND DATE '2016-12-31';
-- in
SELECT 1 IN (1, 2), 3 IN (1, 2), 3 NOT IN (1, 2), NULL IN (1), 1 IN (NULL, 1), 2 IN (NULL, 1), 2 NOT IN (NULL, 1);
SELECT 1 IN (1.0, 2.5), 'a' IN ('b', 'a'), DATE '2024-01-01' IN (DATE '2024-01-01');
SELECT id FROM every_type WHERE v IN ('a', '税源') OR i IN (7, 12);
SELECT ROW(1, 'a') IN (ROW(1, 'a'), ROW(2, 'b')), (1, 2) IN ((1, 2), (3, 4));
SELECT id, i IN (si, ti, 3) FROM every_type;
-- null tests
SELECT NULL IS NULL, 1 IS NOT NULL, NULL IS NOT NULL, ROW(NULL, NULL) IS NULL, ARRAY[NULL] IS NULL;
SELECT id, v IS NULL, rw IS NULL, ai IS NOT NULL FROM every_type;
-- logic
SELECT true AND NULL, false AND NULL, true OR NULL, false OR NULL, NOT NULL, NULL AND NULL;
SELECT NOT true AND false, NOT (true AND false), true OR false AND false;
SELECT id, b AND i > 0, b OR i > 0, NOT b FROM every_type;
SELECT false AND 1 / 0 = 1;
SELECT true OR 1 / 0 = 1;
-- like
SELECT 'abc' LIKE 'a%', 'abc' LIKE '_b_', 'abc' LIKE 'b', 'abc' NOT LIKE 'b%', 'abc' LIKE 'abc';
SELECT 'a%c' LIKE 'a\%c' ESCAPE '\', 'abc' LIKE 'a\%c' ESCAPE '\', 'a_c' LIKE 'a$_c' ESCAPE '$';
SELECT NULL LIKE 'a', 'a' LIKE NULL, '' LIKE '', '' LIKE '%', 'a' LIKE '';
SELECT '贵阳' LIKE '贵_', '贵阳' LIKE '_', 'ABC' LIKE 'a%', '😀x' LIKE '_x';
SELECT 'a\b' LIKE 'a\b', 'a.c' LIKE 'a.c', 'abc' LIKE 'a.c', 'a
b' LIKE 'a%b';
SELECT id FROM every_type WHERE v LIKE '%a%' OR v LIKE '税%';
SELECT id, v LIKE v10 FROM every_type;
SELECT 'abc' LIKE 'a\bc' ESCAPE '\';
SELECT 'abc' LIKE 'abc' ESCAPE 'xx';
SELECT CAST('a' AS char(3)) LIKE 'a', CAST('a' AS char(3)) LIKE 'a  ';
-- integer arithmetic
SELECT 7 + 2, 7 - 2, 7 * 2, 7 / 2, 7 % 2, -7 / 2, -7 % 2, 7 / -2, 7 % -2;
SELECT 1 + NULL, NULL * 2, -NULL, NULL / 0;
SELECT TINYINT '100' + TINYINT '27', SMALLINT '300' * SMALLINT '100', 2147483647 + BIGINT '1';
SELECT TINYINT '1' + 1, SMALLINT '1' + TINYINT '1', BIGINT '5' / 2, SMALLINT '5' % BIGINT '3';
SELECT 2147483647 + 1;
SELECT TINYINT '100' + TINYINT '28';
SELECT SMALLINT '32767' + SMALLINT '1';
SELECT 9223372036854775807 + 1;
SELECT -(-9223372036854775807 - 1);
SELECT -2147483648, 2147483648, -9223372036854775808;
SELECT 3037000500 * 3037000500;
SELECT 1 / 0;
SELECT 1 % 0;
SELECT BIGINT '1' / 0;
SELECT id, i + ti, i - ti, ti * si, bi / 2, bi % 7 FROM every_type WHERE id NOT IN (4, 5);
SELECT id, -i, +i FROM every_type WHERE id <> 5;
SELECT i + 1 FROM every_type WHERE id = 4;
SELECT i / ti FROM every_type;
-- decimal arithmetic
SELECT 1.5 + 2.25, 1.5 - 2.25, 1.5 * 2.25, 1.5 / 2.25, 7.5 % 2;
SELECT 1 / 3.0, 2 / 3.0, 10.0 / 3, 1.00 / 3, -1 / 3.0, -2 / 3.0, 1 / 6.000;
SELECT 1.0 / 8, 0.125 + 0, DECIMAL '1.005' * 100, 100 * DECIMAL '0.00125';
SELECT DECIMAL '10' / DECIMAL '4', DECIMAL '10.00' / DECIMAL '4', DECIMAL '7' % DECIMAL '0.4', DECIMAL '-7.5' % 2;
SELECT DECIMAL '12345678901234567890.12' * DECIMAL '9876543210.123456';
SELECT DECIMAL '99999999999999999999999999999999999999' + 1;
SELECT DECIMAL '99999999999999999999' * DECIMAL '99999999999999999999';
SELECT 1.0 / 0;
SELECT 1.0 % 0;
SELECT n + n5, n - n5, n * n5 FROM every_type WHERE id NOT IN (4, 5);
SELECT id, n / 3, n / n5, n5 / 7 FROM every_type WHERE n5 <> 0;
SELECT id, n * 2, n + 1, n * 0.13, n / 1.13, n - 0.5 FROM every_type WHERE id NOT IN (4, 5);
SELECT id, n38 + 1 FROM every_type WHERE id NOT IN (4, 5);
SELECT n38 * n FROM every_type WHERE id NOT IN (4, 5);
SELECT id, n % 2, n5 % 0.03 FROM every_type;
SELECT net, rate, net * rate, net * rate - tax, tax / net FROM invoices;
SELECT round(net * rate, 2) FROM invoices;
SELECT CAST(net * rate AS decimal(18, 2)) FROM invoices;
-- double arithmetic
SELECT 1E0 / 3, 1 / 3E0, 2.5E0 * 2, 1E0 + 0.1, 5E0 % 3, -5E0 % 3;
SELECT 1E0 / 0, -1E0 / 0, 0E0 / 0, 1E308 * 10, 1E0 % 0;
SELECT REAL '1.1' + 1, REAL '1.1' * REAL '2', REAL '1' / 3, REAL '1.1' + 1.1E0, REAL '1.5' + 1.5;
SELECT 1 + 1.5E0, 1.5 + 1.5E0, nan() + 1, infinity() - infinity();
SELECT id, d + r, d * 2, d / 3, r + 1, d % 2, d + n FROM every_type;
-- concatenation
SELECT 'a' || 'b', 'a' || NULL, '税' || '源', 'a' || '' || 'c';
SELECT ARRAY[1] || ARRAY[2, 3], ARRAY[1] || 2, 0 || ARRAY[1], ARRAY['a'] || ARRAY[NULL];
SELECT X'0a' || X'FF', CAST('a' AS char(3)) || 'b', CAST('a' AS char(3)) || CAST('b' AS char(2));
SELECT id, v || v10, v || '-' || CAST(i AS varchar), ai || 5 FROM every_type;
SELECT 1 || 2;
SELECT 'a' || 1;
-- precedence
SELECT 1 + 2 * 3, (1 + 2) * 3, 10 - 4 - 3, 2 * 7 % 4, -2 * -3, - - 2;
SELECT NOT 1 = 2, 1 + 1 = 2 AND 2 < 3, NOT NULL IS NULL;
SELECT 1 < 2 = true;
SELECT 'a' || 'b' = 'ab', 1 + 1 BETWEEN 1 AND 3, NOT 1 IN (2) AND true;
-- date arithmetic
SELECT DATE '2024-01-31' + INTERVAL '1' MONTH, DATE '2024-03-31' - INTERVAL '1' MONTH, DATE '2024-02-29' + INTERVAL '1' YEAR;
SELECT TIMESTAMP '2024-01-31 10:00:00' + INTERVAL '1' DAY, TIMESTAMP '2024-01-01 00:00:00' - INTERVAL '1' SECOND, INTERVAL '2' HOUR + TIMESTAMP '2024-01-01 00:00:00.5';
SELECT TIMESTAMP '2024-01-03 00:00:00' - TIMESTAMP '2024-01-01 12:00:00', DATE '2024-03-01' - DATE '2024-02-01';
SELECT TIME '23:00:00' + INTERVAL '2' HOUR, TIME '00:30:00' - INTERVAL '1' HOUR;
SELECT INTERVAL '1' DAY + INTERVAL '2' HOUR, INTERVAL '1' YEAR - INTERVAL '1' MONTH, INTERVAL '1' DAY * 2, INTERVAL '10' MINUTE / 4, 3 * INTERVAL '2' MONTH, -INTERVAL '1' DAY;
SELECT INTERVAL '1' DAY < INTERVAL '25' HOUR, INTERVAL '12' MONTH = INTERVAL '1' YEAR;
SELECT id, dt + INTERVAL '1' MONTH, dt - INTERVAL '3' DAY, ts + INTERVAL '90' MINUTE, ts - INTERVAL '1' YEAR FROM every_type WHERE id < 9;
SELECT DATE '2024-01-01' + INTERVAL '1' HOUR;
SELECT DATE '2024-01-01' + 1;
-- at time zone
SELECT TIMESTAMP '2024-01-01 00:00:00 UTC' AT TIME ZONE 'Asia/Shanghai', TIMESTAMP '2024-07-01 12:00:00' AT TIME ZONE 'America/New_York';
SELECT CAST(TIMESTAMP '2024-01-01 00:00:00 UTC' AT TIME ZONE 'Asia/Shanghai' AS timestamp), TIMESTAMP '2024-01-01 00:00:00 UTC' AT TIME ZONE '+05:30';
SELECT id, ts AT TIME ZONE 'Asia/Shanghai' FROM every_type;
-- subscripts
SELECT ARRAY[1, 2, 3][1], ARRAY['a', NULL][2], MAP(ARRAY['a'], ARRAY[7])['a'], ROW(1, 'b')[2];
SELECT ARRAY[1][2];
SELECT ARRAY[1][0];
SELECT ARRAY[1][-1];
SELECT MAP(ARRAY['a'], ARRAY[7])['b'];
SELECT id, ai[1] FROM every_type WHERE cardinality(ai) > 0;
SELECT id, m['a'] FROM every_type WHERE element_at(m, 'a') IS NOT NULL;
SELECT id, rw.a, rw.b, rw.a + 1, rw.b || '!' FROM every_type;
SELECT ar[1].k, ar[1].w FROM every_type WHERE cardinality(ar) > 0;
SELECT lines[1].item, lines[1].amount * lines[1].quantity FROM invoices WHERE cardinality(lines) > 0;
SELECT e.rw.a FROM every_type e WHERE e.rw.a = 1;
SELECT ARRAY[ARRAY[1, 2], ARRAY[3]][2][1];
