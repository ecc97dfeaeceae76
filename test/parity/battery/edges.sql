-- at the ends of ranges, and beside NULL
WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x+1 FROM a WHERE x<3) SELECT * FROM a;
SELECT * FROM (VALUES 1,2) t(a) CROSS JOIN LATERAL (SELECT 1 x WHERE t.a > 1);
SELECT * FROM (VALUES ARRAY[1]) t(a) WHERE EXISTS (SELECT 1 FROM UNNEST(t.a) u(x));
SELECT * FROM (VALUES ARRAY[1]) t(a) WHERE 1 IN (SELECT x FROM UNNEST(t.a) u(x));
SELECT count(*) FROM (VALUES ROW(ROW(1,CAST(NULL AS integer)))) a(r) JOIN (VALUES ROW(ROW(1,CAST(NULL AS integer)))) b(s) ON a.r = b.s;
SELECT count(*) FROM (VALUES ROW(ROW(1,CAST(NULL AS integer)))) a(r) JOIN (VALUES ROW(ROW(1,CAST(NULL AS integer)))) b(s) ON a.r IS NOT DISTINCT FROM b.s;
SELECT -2147483648;
SELECT typeof(-2147483648);
SELECT ARRAY['a'] || ARRAY[NULL];
SELECT ARRAY['a'] || ARRAY[NULL, 'b'];
SELECT typeof(1/0);
SELECT typeof(1/x) FROM (VALUES 0) t(x);
SELECT bitwise_left_shift(1, -1);
SELECT bitwise_left_shift(1, 64);
SELECT bitwise_left_shift(1, 32);
SELECT bitwise_left_shift(1, BIGINT '4294967296');
SELECT bitwise_left_shift(SMALLINT '1', 15);
SELECT bitwise_left_shift(SMALLINT '1', 17);
SELECT bitwise_left_shift(TINYINT '-1', 7);
SELECT bitwise_left_shift(TINYINT '3', 7);
SELECT bitwise_right_shift(TINYINT '-1', 1);
SELECT bitwise_right_shift(TINYINT '-1', 9);
SELECT bitwise_right_shift(-1, 1);
SELECT bitwise_right_shift(-1, -1);
SELECT bitwise_right_shift_arithmetic(-1, 77);
SELECT bitwise_right_shift_arithmetic(8, -1);
SELECT bitwise_right_shift_arithmetic(TINYINT '-8', 2);
SELECT bitwise_right_shift(SMALLINT '-8', 2);
SELECT round(REAL '1.5', NULL);
SELECT round(1.5, NULL);
SELECT round(2.5E0, NULL);
SELECT round(2, NULL);
SELECT wilson_interval_lower(5, 10, nan());
SELECT wilson_interval_lower(5, 10, -1);
SELECT wilson_interval_upper(5, 10, -1);
SELECT wilson_interval_upper(NULL, 10, -1);
SELECT wilson_interval_upper(11, 10, NULL);
SELECT abs(-2147483648);
SELECT abs(INTEGER '-2147483648');
SELECT abs(x) FROM (VALUES TINYINT '-128') t(x);
SELECT CAST(CAST(NULL AS decimal(5,2)) AS timestamp with time zone);
SELECT bit_count(NULL, 100);
SELECT bit_count(5, NULL);
SELECT bit_count(CAST(NULL AS bigint), 100);
SELECT to_base(CAST(NULL AS bigint), 100);
SELECT to_base(5, 100);
SELECT dot_product(ARRAY[1.0E0], NULL);
SELECT dot_product(ARRAY[1.0E0], ARRAY[NULL]);
SELECT dot_product(ARRAY[1.0E0], ARRAY[1.0,2.0]);
SELECT euclidean_distance(ARRAY[1.0E0,2], CAST(NULL AS array(double)));
SELECT -(-x) FROM (VALUES BIGINT '-9223372036854775808') t(x);
SELECT -(-(-9223372036854775808));
SELECT -x FROM (VALUES TINYINT '-128') t(x);
SELECT greatest(JSON '1', JSON '2');
SELECT least(JSON '1', JSON '2');
SELECT cosine_similarity(MAP(ARRAY['a'],ARRAY[1.0]), MAP(ARRAY['a'],ARRAY[2.0]));
SELECT try(CAST('x' AS integer));
SELECT try(format('%s', NULL));
SELECT try(at_timezone(TIMESTAMP '2020-01-01 00:00:00 UTC', 'America/Foo'));
SELECT try(at_timezone(TIMESTAMP '2020-01-01 00:00:00 UTC', 'EST5EDT'));
SELECT TRY_CAST('0x1p3' AS double);
SELECT TRY_CAST('0x1p3' AS real);
SELECT TRY_CAST('1.000000000000000000000000000000000000000000' AS decimal(10,2));
SELECT try(date_parse('5-2024', '%d%Y'));
SELECT try(parse_datetime('5-2024', 'dyyyy'));
-- refusals within TRY, names of zones
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'EST5EDT');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'Etc/GMT-8');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'Etc/GMT+12');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'Etc/GMT+13');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'PRC');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'America/Argentina/Buenos_Aires');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'asia/shanghai');
SELECT try(at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'America/Foo'));
SELECT TRY_CAST('2020-07-01 00:00:00 America/Foo' AS timestamp with time zone);
SELECT TRY_CAST('2020-07-01 00:00:00 AM' AS timestamp);
SELECT TRY_CAST('2020-07-01 00:00:00 GMT0' AS timestamp with time zone);
SELECT TIMESTAMP '2020-07-01 00:00:00 Zulu';
SELECT TIMESTAMP '2020-07-01 00:00:00 Asia/Shanghai' AT TIME ZONE 'GB';
SELECT from_unixtime(0, 'Etc/GMT-14');
SELECT with_timezone(TIMESTAMP '2020-07-01 00:00:00', 'GMT+0');
SELECT x, TRY_CAST(x AS decimal(38,0)) FROM (VALUES '12345678901234567890123456789012345678', '99999999999999999999999999999999999999', '123456789012345678901234567890123456789', '-170141183460469231731687303715884105728', '1e38', '1e37', '1e400', '0e400', '1e-400') t(x);
SELECT x, TRY_CAST(x AS decimal(10,2)) FROM (VALUES '0.0000000000000000000000000000000000000000001', '1.2345678901234567890123456789012345678901234567', '00000000000000000000000000000000000000000000012', '1.005', '1.00499999999999999999999999999999999999999999', '12345678.995', '99999999.995', '1234567890123456789012345678901234567890', '12.5e-1', '125e-50','0.5e1') t(x);
SELECT TRY_CAST(x AS decimal(38,37)) FROM (VALUES '1.2345678901234567890123456789012345678901', '9.99999999999999999999999999999999999999', '0.1e-30', '1e-37', '5e-38', '4e-38') t(x);
SELECT CAST('0.123456789012345678901234567890123456789' AS decimal(38,38));
SELECT typeof(CASE WHEN id = 1 THEN 1 ELSE 1/(id-id) END) FROM every_type WHERE id = 1;
SELECT try(1/0), try(element_at(ARRAY[1], 0)), coalesce(try(CAST('a' AS integer)), 7);
SELECT try(CAST(x AS varchar)) FROM (VALUES 1e300, 1E-308, 4.9E-324) t(x);
SELECT try(json_parse('{')), try(json_extract_scalar('{"a":1}', '$.a'));
SELECT try(date_parse('31/02/2020', '%d/%m/%Y'));
SELECT try(format('%d', 'a'));
SELECT try(repeat('a', -1));
SELECT try(x[5]) FROM (VALUES ARRAY[1]) t(x);
SELECT try(CAST(TIMESTAMP '2020-01-01 00:00:00' AS date)), try(date '2020-13-01');
SELECT - - -5, -(-(2.5)), -(-(NULL));
SELECT -(-'a');
SELECT -(+(-x)) FROM (VALUES TINYINT '-128') t(x);
SELECT CAST(CAST(NULL AS integer) AS date);
SELECT CAST(CAST(NULL AS varchar) AS json), TRY_CAST(CAST(NULL AS boolean) AS date);
SELECT coalesce(NULL, 1), nullif(NULL, 1), CAST(NULL AS array(integer)) || ARRAY[1];
-- what is not had raises nothing
SELECT if(id > 0, 1, 1/0) FROM every_type WHERE id = 1;
SELECT if(id > 0, 1, 1/0 + 1) FROM every_type WHERE id = 1;
SELECT if(id > 0, 1, abs(1/0)) FROM every_type WHERE id = 1;
SELECT coalesce(id, 1/0) FROM every_type WHERE id = 1;
SELECT if(id > 0, 'a', CAST(1/0 AS varchar)) FROM every_type WHERE id = 1;
SELECT if(id > 0, 1, CAST('x' AS integer)) FROM every_type WHERE id = 1;
SELECT if(id > 0, 1, 5 % 0) FROM every_type WHERE id = 1;
-- gathered, and elements at an index
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'Etc/GMT+05');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'Etc/GMT+15');
SELECT at_timezone(TIMESTAMP '2020-07-01 00:00:00 UTC', 'Etc/UT');
SELECT array_agg(x) FROM (SELECT 1 x);
SELECT map_agg(x, y) FROM (VALUES (1,'a'),(2,'b')) t(x,y);
SELECT map_agg(x, y ORDER BY y) FROM (VALUES (1,'a'),(2,'b')) t(x,y);
SELECT multimap_agg(x, y) FROM (VALUES (1,'a'),(2,'b'),(1,'c')) t(x,y);
SELECT histogram(x) FROM (VALUES 1,2,2,NULL) t(x);
SELECT element_at(ARRAY[1], BIGINT '-9223372036854775808');
SELECT element_at(ARRAY[1], BIGINT '-2147483649');
SELECT element_at(ARRAY[1], BIGINT '2147483648');
SELECT element_at(ARRAY[1], BIGINT '4294967297');
SELECT ARRAY[1][BIGINT '4294967297'];
SELECT array_join(ARRAY[1,2],','), flatten(ARRAY[ARRAY[1],ARRAY[2]]);
-- an analyst's day
SELECT try(json_extract_scalar('{"a":1} x','$.a'));
SELECT try(from_utf8(X'61ff62'));
SELECT try(url_extract_host('http://[::1]/'));
SELECT sum(x), avg(x) FROM (VALUES 1.5, 2.25, NULL) t(x);
SELECT typeof(sum(x)), typeof(avg(x)), typeof(sum(x*2)) FROM (VALUES 1.5, 2.25) t(x);
SELECT approx_percentile(x, 0.5) FROM (VALUES 1,2,3,4) t(x);
SELECT district, count(*), sum(net), grouping(district) FROM taxpayers t JOIN invoices i ON i.seller = t.id GROUP BY ROLLUP(district) ORDER BY 1;
SELECT date_trunc('month', DATE '2024-02-29'), date_add('month', 1, DATE '2024-01-31'), date_diff('day', DATE '2024-01-01', DATE '2024-03-01'), last_day_of_month(DATE '2024-02-01');
SELECT year(d), quarter(d), week(d), day_of_week(d), day_of_year(d), year_of_week(d) FROM (VALUES DATE '2024-12-30', DATE '2021-01-03') t(d);
SELECT format('%,.2f 元', 1234567.891), format('%05d|%-5s|%5s', 42, 'a', '贵');
SELECT round(2.5), round(-2.5), round(2.345, 2), truncate(2.789), truncate(DECIMAL '2.789', 1), ceil(-1.5), floor(-1.5), sign(-2.5), mod(-7, 3), power(2, 10);
SELECT CAST('2024-01-31 10:20:30.123' AS timestamp), CAST('2024-01-31' AS timestamp), TRY_CAST('2024-02-30' AS date);
SELECT row_number() OVER (PARTITION BY district ORDER BY id), lag(id, 1, 0) OVER (ORDER BY id), sum(1) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), ntile(3) OVER (ORDER BY id), percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id) FROM taxpayers ORDER BY id;
SELECT first_value(x) IGNORE NULLS OVER (ORDER BY k), last_value(x) IGNORE NULLS OVER (ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), nth_value(x, 2) OVER (ORDER BY k) FROM (VALUES (1,NULL),(2,5),(3,6)) t(k,x) ORDER BY k;
SELECT k, v FROM (VALUES MAP(ARRAY['a','b'],ARRAY[1,2])) t(m) CROSS JOIN UNNEST(m) u(k,v) ORDER BY k;
SELECT x, o FROM (VALUES ARRAY['a','b']) t(m) CROSS JOIN UNNEST(m) WITH ORDINALITY u(x,o) ORDER BY o;
SELECT t.id, u.x FROM (VALUES (1, ARRAY[1,2]), (2, NULL), (3, ARRAY[])) t(id, a) LEFT JOIN UNNEST(a) u(x) ON true ORDER BY 1,2;
SELECT regexp_replace('a1b22', '(\d+)', '<$1>'), regexp_extract('2024-01', '(\d+)-(\d+)', 2), regexp_split('a,b;c', '[,;]'), regexp_extract_all('a1b22', '\d+'), regexp_like('abc', 'B');
SELECT split_part('a,b', ',', 3), split('a,b', ','), substr('hello', -3, 2), substring('hello' FROM 2 FOR 3), strpos('abcabc', 'c', 2), lpad('a', 5, 'xy'), rpad('a', 0, 'x'), reverse('贵a'), length('😀'), concat_ws(',', 'a', NULL, 'b');
SELECT transform(ARRAY[1,2,NULL], x -> x + 1), filter(ARRAY[1,2,NULL], x -> x > 1), reduce(ARRAY[1,2,3], 0, (s,x) -> s + x, s -> s * 2), any_match(ARRAY[1,NULL], x -> x > 1), all_match(ARRAY[], x -> x > 1), none_match(ARRAY[NULL], x -> x > 1), zip_with(ARRAY[1,2], ARRAY['a'], (x,y) -> concat(CAST(x AS varchar), y));
SELECT map_filter(MAP(ARRAY['a','b'],ARRAY[1,2]), (k,v) -> v > 1), transform_values(MAP(ARRAY['a'],ARRAY[1]), (k,v) -> v * 2), map_keys(MAP(ARRAY['b','a'],ARRAY[1,2])), map_concat(MAP(ARRAY['a'],ARRAY[1]), MAP(ARRAY['a'],ARRAY[2])), map_from_entries(ARRAY[('a',1)]);
SELECT array_sort(ARRAY[3,NULL,1]), array_sort(ARRAY['b','A','a'], (x,y) -> IF(x < y, 1, IF(x = y, 0, -1))), array_distinct(ARRAY[1,NULL,NULL,1]), array_intersect(ARRAY[1,NULL], ARRAY[NULL,1]), array_except(ARRAY[1,2], ARRAY[2]), array_union(ARRAY[1,1], ARRAY[2]), arrays_overlap(ARRAY[1,NULL], ARRAY[2]), array_remove(ARRAY[1,NULL,2], 1), sequence(DATE '2024-01-31', DATE '2024-05-01', INTERVAL '1' MONTH), slice(ARRAY[1,2,3], -2, 2), repeat('a', 2), cardinality(ARRAY[]), array_max(ARRAY[1,NULL]), array_join(ARRAY[1,NULL,2], ',', '-');
SELECT combinations(ARRAY['a','b','c'], 2), ngrams(ARRAY['a','b','c'], 2), array_position(ARRAY[1,2], 3), contains(ARRAY[1,NULL], 2), array_frequency(ARRAY['a','a']), zip(ARRAY[1], ARRAY['a','b']);
SELECT map_agg(k, v), multimap_agg(k, v) FROM (VALUES ('a', 1), ('b', NULL)) t(k,v);
SELECT corr(x, y), covar_pop(x, y), regr_slope(y, x), stddev(x), variance(x), skewness(x), kurtosis(x), geometric_mean(x), entropy(CAST(x AS bigint)) FROM (VALUES (1e0, 2e0), (2e0, 3e0), (4e0, 9e0), (7e0, 3e0)) t(x, y);
SELECT bool_and(x > 0), every(x > 0), bool_or(x > 2), count_if(x > 1), min_by(x, -x), max_by(x, x, 2), min(x, 2), arbitrary(1), bitwise_or_agg(x) FROM (VALUES 1,2,3) t(x);
SELECT greatest(1, 2.5), least('b', 'a'), coalesce(NULL, 2.5, 1), nullif(1, 1.0), if(true, 1, 2.5), CASE 1 WHEN 1.0 THEN 'a' END;
SELECT 1 WHERE 'a' LIKE 'A' OR 'a_b' LIKE 'a\_b' ESCAPE '\';
SELECT ROW(1,'a')[1], CAST(ROW(1,'a') AS ROW(x integer, y varchar)).y;
SELECT json_extract('{"a":[1,{"b":"x"}]}', '$.a[1].b'), json_extract_scalar('{"a":1.50}', '$.a'), json_array_length('[1,2]'), CAST(JSON '{"a":[1,2]}' AS map(varchar, array(integer))), CAST(ROW(1,'x') AS json), json_format(CAST(MAP(ARRAY['b','a'],ARRAY[1,2]) AS json));
SELECT date_format(TIMESTAMP '2024-01-05 09:08:07.123', '%Y年%c月%e日 %H:%i:%s.%f %p %W %j'), format_datetime(TIMESTAMP '2024-01-05 21:08:07', 'yyyy-MM-dd EEE hh:mm a'), date_parse('20240105', '%Y%m%d'), from_iso8601_date('2024-W05-1'), to_iso8601(DATE '2024-01-05'), from_unixtime(1706666400), human_readable_seconds(3661);
SELECT x, count(DISTINCT y), count(DISTINCT (x, y)), approx_distinct(y), sum(DISTINCT y), array_agg(DISTINCT y ORDER BY y DESC), listagg(CAST(y AS varchar), ',') WITHIN GROUP (ORDER BY y) FROM (VALUES ('a', 1), ('a', 1), ('a', 2), ('b', 3)) t(x, y) GROUP BY x ORDER BY x;
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(x, y) EXCEPT ALL SELECT 1, 'a';
SELECT INTERVAL '3' DAY + DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00' - TIMESTAMP '2023-12-31 12:00:00', INTERVAL '1-2' YEAR TO MONTH * 2, DATE '2024-03-31' - INTERVAL '1' MONTH, EXTRACT(DAY FROM INTERVAL '50' HOUR);
SELECT 0.1 + 0.2, 1/3.0, 10.00/3, 1e0/3, 7/2, -7/2, -7%3, DECIMAL '1.10' * 3, 1.0*1.00, CAST(1.005 AS decimal(3,2)), CAST(2.5 AS integer), CAST(-2.5 AS integer), CAST(2.5e0 AS integer);
SELECT 'a' || 'b', 'abc' < 'abd', 'a ' = 'a', CAST('a ' AS char(3)) = CAST('a' AS char(3)), 'a' BETWEEN 'A' AND 'b', 1 IN (1, NULL), 2 IN (1, NULL), 2 NOT IN (1, NULL);
-- normal forms
SELECT normalize('ＡＢＣ１２３（甲）', NFKC), normalize('……Ⅳ①㎡％ｶﾞ', NFKC), normalize(NULL, NFKC), normalize('', NFKC), normalize('é', NFKC);
SELECT normalize(v, NFKC) FROM every_type;
SELECT try(element_at(ARRAY[1], BIGINT '-9223372036854775808'));
SELECT element_at(ARRAY[1], -1), element_at(CAST(NULL AS array(integer)), 0);
SELECT normalize('꟱', NFKC);
SELECT normalize('x', NFKD);
-- shifts by less than nothing
SELECT bitwise_right_shift(-1, -64);
SELECT bitwise_right_shift(-1,-1), bitwise_right_shift(-5,-63), bitwise_right_shift(-5, -31), bitwise_right_shift(-5,-32);
SELECT bitwise_right_shift(BIGINT '-1', -64), bitwise_right_shift(BIGINT '-5',-1), bitwise_right_shift(BIGINT '-5',-2147483648);
SELECT bitwise_right_shift(SMALLINT '-5',-63), bitwise_right_shift(TINYINT '-5',-61), bitwise_right_shift(7, -64), bitwise_right_shift(TINYINT '5', 300);
SELECT bitwise_left_shift(1,-63), bitwise_left_shift(-3, -40), bitwise_left_shift(BIGINT '-3', -1), bitwise_left_shift(SMALLINT '3', -50), bitwise_left_shift(TINYINT '3', -58), bitwise_left_shift(5, NULL);
SELECT bitwise_right_shift_arithmetic(-5, -63), bitwise_right_shift_arithmetic(-5,-1), bitwise_right_shift_arithmetic(BIGINT '-500', -60), bitwise_right_shift_arithmetic(SMALLINT '-500', -60), bitwise_right_shift_arithmetic(TINYINT '100', -64);
SELECT approx_distinct(DISTINCT b), approx_distinct(b) FROM every_type;
SELECT try(hmac_sha1(X'61', X''));
-- signs take the place of numbers
SELECT regexp_replace('ａ１', '[ａ-ｚ]', 'x'), upper('ａ'), length('ａ１');
-- dates far away, histograms of nothing
SELECT array_histogram(ARRAY[NULL]), array_histogram(CAST(ARRAY[] AS array(integer))), array_histogram(CAST(NULL AS array(integer))), array_histogram(ARRAY[1,1,NULL,2]);
SELECT id, array_histogram(ARRAY[dt]) FROM every_type;
SELECT try(date_add('day', 9999999999, DATE '2024-01-01'));
SELECT try(date_add('week', -9999999999, DATE '2024-01-01'));
SELECT try(date_add('month', 9999999999, DATE '2024-01-01'));
SELECT try(date_add('year', 9999999999, DATE '2024-01-01'));
SELECT try(date_add('day', 9999999999, TIMESTAMP '2024-01-01 00:00:00'));
SELECT try(date_add('month', 9999999999, TIMESTAMP '2024-01-01 00:00:00'));
SELECT try(date_add('second', 99999999999999, TIMESTAMP '2024-01-01 00:00:00'));
SELECT date_add('day', 31, DATE '2024-01-01'), date_add('week', -2, DATE '2024-01-01'), date_add('day', NULL, DATE '2024-01-01');
SELECT date_add('month', 1, DATE '2024-01-31'), date_add('year', -1, DATE '2024-02-29'), date_add('quarter', 1, DATE '2024-11-30'), date_add('month', NULL, DATE '2024-01-01');
SELECT dt, date_add('month', id, dt), date_add('day', -id, dt) FROM every_type WHERE id NOT IN (6,7);
SELECT try(CAST(x AS decimal(5,2))) FROM (VALUES 1e3, 99.5e0, nan(), infinity()) t(x);
SELECT try(sum(x)) FROM (VALUES BIGINT '9223372036854775807', BIGINT '1') t(x);
SELECT try(CAST(JSON '[1,2]' AS array(varchar))), try(CAST(JSON '{"a":1}' AS array(integer)));
SELECT try(date_add('day', 9999999999, DATE '2024-01-01'));
SELECT try(array_sort(ARRAY[3,1,2], (x, y) -> 5));
SELECT try(regexp_extract(v, '(a)', 1)) FROM every_type;
SELECT try(json_format(JSON '1e400'));
SELECT try(split_to_map('a:1,a:2', ',', ':'));
SELECT try(MAP(ARRAY[1,1], ARRAY[2,3]));
SELECT try(width_bucket(1, 2, 2, 3)), try(from_base('zz', 10)), try(chr(-1)), try(sequence(1, 10, 0));
SELECT try(url_decode('%zz')), try(from_hex('zz')), try(from_base64('*'));
SELECT try(timestamp '2024-01-01 00:00:00' AT TIME ZONE 'Mars/X');
SELECT try(from_iso8601_timestamp('x')), try(parse_duration('1x'));
SELECT lag(x, -1) OVER (ORDER BY x) FROM (VALUES 1) t(x);
SELECT count(*) FROM invoices WHERE net BETWEEN 100 AND 1000 AND status IN ('paid','x') AND seller IS NOT NULL;
SELECT if(count(*) = 0, 0, sum(net) / count(*)) FROM invoices WHERE 1 = 0;
SELECT CASE WHEN sum(net) = 0 THEN NULL ELSE sum(tax) / sum(net) END FROM invoices;

-- degrees of freedom below one
SELECT t_cdf(0E0, 0.1E0);
SELECT t_pdf(0E0, 0.99E0);
SELECT t_cdf(1E0, 1E0), t_pdf(1E0, 1E0);

-- nothing to leave out of an array leaves its doubles
SELECT array_except(ARRAY[1, 1, NULL], ARRAY[]), array_except(ARRAY[1, 1, NULL, NULL], ARRAY[2]), array_except(CAST(NULL AS array(integer)), ARRAY[]);

-- ceil and floor of a decimal that is all fraction
SELECT ceil(DECIMAL '0.00000000000000000000000000000000000001');
SELECT floor(DECIMAL '-0.00000000000000000000000000000000000001');
SELECT ceil(CAST(0.1 AS decimal(38,37))), floor(CAST(-0.1 AS decimal(38,37)));

-- moments with a zone end where their milliseconds have no room
SELECT from_iso8601_timestamp('-69387-12-31'), from_iso8601_timestamp('73326-01-01');
SELECT from_iso8601_timestamp('-72024-02-29');
SELECT from_iso8601_timestamp('73327-01-01');
SELECT CAST(date_add('year', 80000, DATE '2024-01-01') AS timestamp with time zone);

-- approx_distinct of few arrays
SELECT approx_distinct(ARRAY[1.005, n]) FROM every_type;

-- what a map gathered by hashes has in an order
SELECT map_keys(m) FROM (SELECT map_agg(id, v) AS m FROM every_type) t;
SELECT map_values(map_filter(m, (k, v) -> k > 1)) FROM (SELECT map_agg(id, v) AS m FROM every_type) t;
WITH t AS (SELECT histogram(v) AS m FROM every_type) SELECT map_entries(m) FROM t;
SELECT element_at(m, 1), cardinality(m), map_keys(MAP(ARRAY[3, 1], ARRAY[1, 2])) FROM (SELECT map_agg(id, v) AS m FROM every_type) t;

-- sums of moments with a zone end there as well
SELECT TIMESTAMP '2024-01-01 00:00:00 UTC' + INTERVAL '80000' YEAR;
SELECT date_add('year', -80000, TIMESTAMP '2024-01-01 00:00:00 UTC');
SELECT date_add('day', 30000000, TIMESTAMP '2024-01-01 00:00:00 UTC');
SELECT date_add('year', 71000, TIMESTAMP '2024-01-01 00:00:00 UTC'), TIMESTAMP '2024-01-01 00:00:00 UTC' + INTERVAL '25000000' DAY;

-- TRY does not hide that from_unixtime knows no such zone
SELECT try(from_unixtime(1.79E308, '%_'));
SELECT try(from_unixtime(x, z)) FROM (VALUES (1E0, 'America/New_York'), (5E0, '')) t(x, z);
SELECT try(from_unixtime(x, z)), from_unixtime(NULL, 'Mars') FROM (VALUES (1E0, 'America/New_York'), (1.79E308, 'UTC'), (NULL, 'Mars'), (1E0, '+08:00')) t(x, z);
SELECT try(with_timezone(TIMESTAMP '2020-01-01 00:00:00', 'Mars')), try(TIMESTAMP '2020-01-01 00:00:00 UTC' AT TIME ZONE 'Mars');

-- a part of a text that is cut everywhere has no number beyond an integer
SELECT split_part('', '', 2147483648);
SELECT try(split_part('abc', '', 9223372036854775807));
SELECT split_part('', '', 2147483647), split_part('abc', 'b', 9223372036854775807), split_part('', 'b', 9223372036854775807);

-- what texts are cut into is a map in no order
SELECT map_keys(split_to_map('z=1,b=2,a=3,aa=4', ',', '='));
SELECT map_values(split_to_multimap('z=1,b=2,a=3,aa=4', ',', '='));
SELECT split_to_map('z=1,b=2,a=3,aa=4', ',', '='), element_at(split_to_map('z=1,b=2', ',', '='), 'b');

-- a map in no order stays so in what it is put into
SELECT map_keys(m) FROM (SELECT array_histogram(ARRAY['z', 'b', 'a', 'aa']) AS m) t;
SELECT map_keys(m) FROM (SELECT numeric_histogram(3, x) AS m FROM (VALUES 5E0, 1E0, 3E0) t(x)) t;
SELECT map_keys(m) FROM (SELECT approx_most_frequent(3, x, 10) AS m FROM (VALUES 5, 1, 5, 3, 3, 3) t(x)) t;
SELECT map_keys(ARRAY[MAP(ARRAY[1], ARRAY[BIGINT '1']), histogram(x)][2]) FROM (VALUES 3, 1, 2) t(x);
SELECT map_keys(CASE WHEN count(*) > 0 THEN histogram(x) ELSE MAP(ARRAY[1], ARRAY[BIGINT '1']) END) FROM (VALUES 3, 1, 2) t(x);
SELECT map_keys(CASE WHEN count(*) = 0 THEN MAP(ARRAY[1], ARRAY[BIGINT '1']) ELSE histogram(x) END) FROM (VALUES 3, 1, 2) t(x);
SELECT map_keys(CAST(histogram(x) AS map(varchar, integer))) FROM (VALUES 3, 1, 2) t(x);
SELECT map_keys(m) FROM (SELECT MAP(ARRAY[1], ARRAY[BIGINT '1']) AS m UNION ALL SELECT histogram(x) FROM (VALUES 3, 1, 2) t(x)) t;
SELECT transform(ARRAY[histogram(x)], m -> map_keys(m)) FROM (VALUES 3, 1, 2) t(x);
SELECT map_keys(ROW(1, histogram(x))[2]) FROM (VALUES 3, 1, 2) t(x);
SELECT k, n FROM (SELECT histogram(x) AS m FROM (VALUES 3, 1, 2) t(x)) t, UNNEST(m) AS u(k, n) ORDER BY k;
SELECT k, o FROM (SELECT histogram(x) AS m FROM (VALUES 3, 1, 2) t(x)) t, UNNEST(m) WITH ORDINALITY AS u(k, n, o) ORDER BY k;
SELECT k, a FROM (SELECT histogram(x) AS m FROM (VALUES 3, 1, 2) t(x)) t, UNNEST(m, ARRAY[7, 8, 9]) AS u(k, n, a) ORDER BY k;
SELECT map_keys(MAP(ARRAY['z', 'b', 'a'], ARRAY[1, 2, 3])), map_keys(map_concat(MAP(ARRAY[3, 1], ARRAY[1, 2]), MAP(ARRAY[2], ARRAY[3]))), map_keys(multimap_from_entries(ARRAY[ROW('z', 1), ROW('b', 2), ROW('z', 3)]));

-- approx_distinct counts exactly as long as Trino does
SELECT approx_distinct(x), approx_distinct(x * 1.5E0), approx_distinct(CAST(x AS varchar)), approx_distinct(x, 0.0040625E0), approx_distinct(x, 0.0115E0) FROM UNNEST(sequence(1, 251)) t(x);
SELECT approx_distinct(x) FROM UNNEST(sequence(1, 252)) t(x);
SELECT approx_distinct(x) FROM UNNEST(sequence(1, 1000)) t(x);
SELECT approx_distinct(x, 0.1E0) FROM UNNEST(sequence(1, 12)) t(x);
SELECT approx_distinct(x, 0.1E0), approx_distinct(x * 7, 0.1E0), approx_distinct(CAST(x AS varchar), 0.1E0) FROM UNNEST(sequence(1, 11)) t(x);
SELECT approx_distinct(x, 0.26E0) FROM UNNEST(sequence(1, 2)) t(x);
SELECT approx_distinct(x, 0.26E0) FROM (VALUES 1, 1, NULL) t(x);
SELECT id, approx_distinct(x) OVER (ORDER BY id), approx_distinct(DISTINCT x) OVER (PARTITION BY x) FROM (VALUES (1, 5), (2, 5), (3, 9)) t(id, x);
SELECT approx_distinct(x) FILTER (WHERE x > 7) FROM UNNEST(sequence(1, 10)) t(x);

-- a sum of bigints that is too large, on the way or at the end
SELECT sum(x) FROM (VALUES 9223372036854775807, 1, -1) t(x);
SELECT sum(x) FROM (VALUES 9223372036854775807, 1, -10) t(x);
SELECT sum(x) FROM (VALUES -9223372036854775808, -1) t(x);
SELECT sum(x), sum(DISTINCT x), sum(x) FILTER (WHERE x > 0), sum(x) FILTER (WHERE x = 3) FROM (VALUES 9223372036854775807, -1, NULL, -9223372036854775807) t(x);
SELECT sum(x), sum(CAST(x AS smallint)), sum(CAST(x AS tinyint)), sum(CAST(x AS bigint)) FROM (VALUES 100, -3, NULL) t(x);
SELECT sum(i), sum(bi % 1000), sum(ti), sum(si) FROM every_type;
SELECT id, sum(x) OVER (ORDER BY id), sum(x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (1, 5), (2, NULL), (3, -9)) t(id, x);

-- Trino makes no digest of a set of doubles
SELECT cardinality(make_set_digest(1.5E0));

-- a CHAR that is joined to nothing ends in no spaces
SELECT ltrim(CAST('a' AS char(3)) || CAST('' AS char(2))), length(CAST('a' AS char(3)) || CAST('' AS char(2)));
SELECT (CAST('a' AS char(3)) || CAST('' AS char(2))) = CAST('a' AS char(5)), concat(CAST('a' AS char(3)), CAST('' AS char(2))) = CAST('a' AS char(5)), CAST(concat(CAST('a' AS char(3)), CAST('' AS char(2))) AS varchar), concat(CAST('a' AS char(3)), CAST('b' AS char(2))) || CAST('c' AS char(1));

-- a real as a text has seven digits of the shortest number that means it
SELECT CAST(x AS varchar) FROM (VALUES REAL '5.4017715454101562E0', REAL '6.745182461154841E32', REAL '-5.6046125236783406E-27', REAL '15085.10546875', REAL '1.6805114995970550E24', REAL '-0.046767525374889374') t(x);
SELECT CAST(x AS varchar) FROM (VALUES REAL '12728625', REAL '12728635', REAL '-12728625', REAL '83338264576', REAL '1234566.5', REAL '1234567.5', REAL '123456.25', REAL '1228.0625') t(x);
SELECT CAST(REAL '9.381180542754954E18' AS varchar);
SELECT CAST(x AS varchar) FROM (VALUES REAL '0.1', REAL '1.5', REAL '16777216', REAL '3.4028235E38', REAL '1.17549435E-38', REAL '-2.5') t(x);

-- a double that DuckDB itself writes wrongly
SELECT CAST(8.535058474086213E242 AS varchar), CAST(-8.535058474086213E242 AS varchar), CAST(1E-7 AS varchar), CAST(123456.789E0 AS varchar), CAST(5E-300 AS varchar);

-- a NaN stands once in a set
SELECT array_distinct(ARRAY[nan(), nan(), 1e0, NULL, NULL]), array_union(ARRAY[nan()], ARRAY[nan()]), array_intersect(ARRAY[nan(), nan()], ARRAY[nan()]), array_except(ARRAY[nan(), nan(), 1e0], ARRAY[1e0]);
SELECT array_distinct(ARRAY[real 'NaN', real 'NaN']), array_distinct(ARRAY[0e0, -0e0]), array_distinct(ARRAY[ARRAY[nan()], ARRAY[nan()]]), array_distinct(ARRAY[NULL, NULL, 1]);

-- one array among arrays
SELECT ARRAY[1] IN (ARRAY[1]), ARRAY[CAST(NULL AS integer)] IN (ARRAY[1]), ARRAY[1] NOT IN (ARRAY[2]);
SELECT ARRAY[1] IN (ARRAY[1], ARRAY[2]);
