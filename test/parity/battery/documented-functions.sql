-- rounding
SELECT abs(-7), abs(-1.5), abs(-2E0), abs(NULL), ceil(1.2), ceiling(-1.2), floor(1.8), floor(-1.2E0), ceil(5), floor(NULL);
SELECT round(2.5), round(-2.5), round(2.5E0), round(-2.5E0), round(1.255, 2), round(1234.5, -2), round(7, -1), round(15, -1), round(NULL, 1);
SELECT truncate(1.99), truncate(-1.99E0), truncate(1.999, 2), truncate(199.9, -1), sign(-3), sign(0.0), sign(2.5E0), sign(NULL);
SELECT id, round(n), round(n, 1), ceil(n), floor(n5), round(d), round(d, 1), truncate(n5, 2), sign(i) FROM every_type WHERE id NOT IN (4, 5);
SELECT abs(-2147483648);
-- powers and logarithms
SELECT sqrt(2E0), cbrt(27E0), exp(1E0), ln(10E0), log10(1000E0), log2(8E0), log(2E0, 8E0), power(2, 10), pow(2E0, 0.5E0), sqrt(-1E0), ln(0E0), ln(-1E0);
SELECT e(), pi(), infinity(), nan(), is_nan(nan()), is_finite(1E0), is_infinite(-infinity()), mod(7, 3), mod(-7, 3), mod(7.5, 2);
SELECT mod(1, 0);
-- trigonometry
SELECT sin(1E0), cos(1E0), tan(1E0), asin(0.5E0), acos(0.5E0), atan(1E0), atan2(1E0, 2E0), sinh(1E0), cosh(1E0), tanh(1E0), degrees(pi()), radians(180E0), asin(2E0);
-- bases and buckets
SELECT to_base(255, 16), to_base(-255, 2), from_base('ff', 16), from_base('-zz', 36), to_base(NULL, 2);
SELECT from_base('9', 8);
SELECT width_bucket(3.5E0, 0, 10, 5), width_bucket(-1E0, 0, 10, 5), width_bucket(11E0, 0, 10, 5), width_bucket(5E0, ARRAY[1E0, 3E0, 7E0]), width_bucket(5E0, 10, 0, 5);
SELECT width_bucket(1E0, 0, 10, 0);
-- statistics of distributions
SELECT normal_cdf(0, 1, 1.96E0), inverse_normal_cdf(0, 1, 0.975E0), beta_cdf(3, 3.6E0, 0.3E0), wilson_interval_lower(6, 10, 1.96E0), wilson_interval_upper(6, 10, 1.96E0);
SELECT cosine_similarity(MAP(ARRAY['a'], ARRAY[1E0]), MAP(ARRAY['a'], ARRAY[2E0])), cosine_similarity(ARRAY[1E0, 2E0], ARRAY[2E0, 1E0]), dot_product(ARRAY[1E0, 2E0], ARRAY[3E0, 4E0]), euclidean_distance(ARRAY[1E0, 2E0], ARRAY[3E0, 4E0]);
-- bits
SELECT bit_count(9, 64), bit_count(-7, 8), bitwise_and(19, 25), bitwise_or(19, 25), bitwise_xor(19, 25), bitwise_not(-12), bitwise_left_shift(1, 2), bitwise_right_shift(-8, 3), bitwise_right_shift_arithmetic(-8, 2), bitwise_and(NULL, 1);
-- text
SELECT length(''), length('税源'), length('😀'), length(NULL), length(CAST('a' AS char(5))), lower('ÀBC税'), upper('straße'), reverse('税源a'), chr(31246), codepoint('税');
SELECT concat('a', 'b', 'c'), concat('a', NULL), concat_ws(',', 'a', NULL, 'b'), concat_ws(',', ARRAY['x', NULL, 'y']), concat_ws(NULL, 'a'), concat_ws('-', 'a', '');
SELECT lpad('7', 3, '0'), rpad('ab', 5, 'xy'), lpad('abcdef', 3, 'x'), lpad('税', 3, '源水'), rpad('a', 0, 'x');
SELECT lpad('a', 3, '');
SELECT trim('  a '), ltrim('  a '), rtrim(' a  '), trim('xyx', 'x'), ltrim('xxa', 'x'), rtrim('abb', 'b'), trim(BOTH '$' FROM '$a$'), trim(LEADING FROM '  a '), trim(TRAILING 'x' FROM 'xax');
SELECT substr('abcdef', 2), substr('abcdef', 2, 3), substr('abcdef', -2), substr('abcdef', 0), substr('abcdef', 9), substr('abc', 2, 0), substr('abc', 1, -1), substring('税收数据' FROM 2 FOR 2), substring('abc', 2), substr(CAST(NULL AS varchar), 1);
SELECT strpos('abcabc', 'c'), strpos('abcabc', 'c', 2), strpos('abcabc', 'c', -1), strpos('abc', 'x'), strpos('abc', ''), position('源' IN '税源'), starts_with('abc', 'ab'), starts_with('abc', '');
SELECT replace('aXbX', 'X'), replace('aXbX', 'X', '--'), replace('abc', '', '-'), translate('abcd', 'abc', 'xy'), split('a,b,c', ','), split('a,b,c', ',', 2), split('', ','), split_part('a,b,c', ',', 2), split_part('a,b,c', ',', 9);
SELECT split_part('a,b', ',', 0);
SELECT split('a', '');
SELECT split_to_map('a=1;b=2', ';', '='), split_to_multimap('a=1;a=2', ';', '=');
SELECT split_to_map('a=1;a=2', ';', '=');
SELECT levenshtein_distance('贵阳朗玛', '贵阳郎玛'), levenshtein_distance('kitten', 'sitting'), hamming_distance('abc', 'abd'), soundex('Robert'), word_stem('running'), luhn_check('79927398713'), normalize('é'), normalize('ｱ', NFKC);
SELECT hamming_distance('a', 'ab');
SELECT to_utf8('税'), from_utf8(X'E7A88E'), from_utf8(X'FF61'), from_utf8(X'FF61', '?'), from_utf8(X'FF61', '');
SELECT format('%d', 1234), format('%,d', 1234567), format('%.2f', 1.005E0), format('%s-%s', 'a', 1), format('%05d', 42), format('%x', 255), format('%s', NULL), format('%s', DATE '2024-01-31'), format_number(1234567), format_number(1E0), human_readable_seconds(3661);
SELECT id, length(v), upper(v), reverse(v), substr(v, 2, 1), strpos(v, 'a'), trim(v), lpad(v, 4, '*'), replace(v, 'a', 'z'), split(v, ' '), concat(v, v10), starts_with(v, 'a') FROM every_type;
-- patterns
SELECT regexp_like('1a 2b', '\d+b'), regexp_like('abc', '^b'), regexp_like(NULL, 'a'), regexp_like('税源', '[\u4e00-\u9fff]+'), regexp_like('ABC', '(?i)abc');
SELECT regexp_extract('1a 2b 14m', '\d+'), regexp_extract('1a 2b 14m', '(\d+)([a-z]+)', 2), regexp_extract('abc', 'x'), regexp_extract_all('1a 2b 14m', '\d+'), regexp_extract_all('1a 2b', '(\d+)([a-z])', 2);
SELECT regexp_extract('a', '(a)', 3);
SELECT regexp_replace('1a 2b', '\d+[ab] '), regexp_replace('1a 2b', '(\d+)([ab])', '$2$1'), regexp_replace('abc', 'b', '\$'), regexp_replace('ab', '(?<x>a)', '${x}${x}'), regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]));
SELECT regexp_split('1a 2b 14m', '\s*[a-z]+\s*'), regexp_count('1a 2b 14m', '\d+'), regexp_position('1a 2b 14m', '\d+', 5), regexp_position('abc', 'x'), regexp_position('a b a', 'a', 1, 2);
SELECT regexp_like('a', '(');
-- addresses
SELECT url_extract_host(u), url_extract_port(u), url_extract_path(u), url_extract_protocol(u), url_extract_query(u), url_extract_fragment(u), url_extract_parameter(u, 'q'), url_extract_parameter(u, 'none') FROM (VALUES 'https://a.b:80/p/x?q=1&r=2#f', 'http://h', 'no url', NULL) t(u);
SELECT url_encode('a b&c=税/~'), url_decode('a+b%26%E7%A8%8E'), url_encode(NULL);
-- binaries
SELECT to_hex(X'0aFF'), from_hex('0AFF'), to_base64(X'616263'), from_base64('YWJj'), to_base64url(X'FFFE'), from_base64url('__4='), to_base32(X'6162'), from_base32('MFRA====');
SELECT md5(X'61'), sha1(X'61'), sha256(X'61'), sha512(X'61'), crc32(X'61'), xxhash64(X'61'), murmur3(X'61'), spooky_hash_v2_32(X'61'), hmac_md5(X'61', X'62'), hmac_sha256(X'61', X'62');
SELECT to_big_endian_64(1), from_big_endian_64(X'0000000000000001'), to_big_endian_32(1), from_big_endian_32(X'00000001'), to_ieee754_64(1.5E0), from_ieee754_64(X'3FF8000000000000'), to_ieee754_32(REAL '1.5');
SELECT length(X'0102'), concat(X'01', X'02'), substr(X'010203', 2, 1), reverse(X'0102'), lpad(X'01', 3, X'00'), rpad(X'01', 3, X'00');
SELECT from_hex('0');
SELECT id, to_hex(bin), length(bin), to_base64(bin), to_hex(sha256(bin)) FROM every_type;
-- json
SELECT json_extract('{"a":{"b":[1,"x",null]}}', '$.a.b'), json_extract('{"a":1}', '$.x'), json_extract('[1,2]', '$[1]'), json_extract('{"a":null}', '$.a'), json_extract('bad', '$.a');
SELECT json_extract_scalar('{"a":{"b":"x"}}', '$.a.b'), json_extract_scalar('{"a":{"b":"x"}}', '$.a'), json_extract_scalar('{"a":1.50}', '$.a'), json_extract_scalar('{"a":true}', '$.a'), json_extract_scalar('{"a b":1}', '$["a b"]'), json_extract_scalar('[1]', '$[0]'), json_extract_scalar('{"a":null}', '$.a');
SELECT json_array_length('[1,2,3]'), json_array_length('{}'), json_array_contains('[1,"a"]', 'a'), json_array_contains('[1,2]', 2), json_array_get('["a","b"]', 0), json_array_get('["a"]', -1), json_size('{"a":{"x":1,"y":2}}', '$.a'), is_json_scalar('1'), is_json_scalar('[1]');
SELECT json_parse('{"b":1, "a":[1.0,2]}'), json_format(JSON '{"a": [1, 2]}'), json_parse(' 1 '), json_format(json_parse('"税"')), json_parse('null');
SELECT json_parse('{');
SELECT json_extract('{}', 'bad path');
SELECT json_exists('{"a":1}', 'lax $.a'), json_value('{"a":1}', 'lax $.a'), json_query('{"a":[1,2]}', 'lax $.a'), json_object('a' VALUE 1, 'b' VALUE 'x'), json_array(1, 'a', true);
SELECT id, json_format(CAST(rw AS json)), json_format(CAST(av AS json)), CAST(json_parse('[' || CAST(id AS varchar) || ']') AS array(integer)) FROM every_type;
-- dates
SELECT year(d), quarter(d), month(d), week(d), day(d), day_of_week(d), day_of_year(d), year_of_week(d), day_of_month(d), dow(d), doy(d), yow(d), week_of_year(d), last_day_of_month(d) FROM (VALUES DATE '2024-02-29', DATE '2023-01-01', DATE '2020-12-31', DATE '1969-12-31', NULL) t(d);
SELECT hour(t), minute(t), second(t), millisecond(t) FROM (VALUES TIMESTAMP '2024-01-31 23:59:58.987', TIMESTAMP '1969-12-31 00:00:00.001') x(t);
SELECT EXTRACT(YEAR FROM DATE '2024-02-29'), EXTRACT(DOW FROM DATE '2024-03-03'), EXTRACT(DOY FROM DATE '2024-03-03'), EXTRACT(WEEK FROM DATE '2021-01-01'), EXTRACT(YOW FROM DATE '2021-01-01'), EXTRACT(HOUR FROM TIMESTAMP '2024-01-01 10:20:30'), EXTRACT(TIMEZONE_HOUR FROM TIMESTAMP '2024-01-01 00:00:00 Asia/Shanghai');
SELECT date_trunc('year', t), date_trunc('quarter', t), date_trunc('month', t), date_trunc('week', t), date_trunc('day', t), date_trunc('hour', t), date_trunc('minute', t), date_trunc('second', t) FROM (VALUES TIMESTAMP '2024-08-15 13:14:15.678') x(t);
SELECT date_trunc('month', DATE '2024-02-29'), date_trunc('week', DATE '2024-03-03'), date_trunc('day', TIMESTAMP '2024-01-31 23:00:00 Asia/Shanghai');
SELECT date_trunc('hour', DATE '2024-02-29');
SELECT date_add('month', 1, DATE '2024-01-31'), date_add('day', -1, DATE '2024-03-01'), date_add('year', -1, DATE '2024-02-29'), date_add('quarter', 1, DATE '2024-11-30'), date_add('week', 2, DATE '2024-01-01'), date_add('hour', 25, TIMESTAMP '2024-01-01 00:00:00'), date_add('millisecond', 1, TIMESTAMP '2024-01-01 00:00:00.999');
SELECT date_add('day', 3000000000, DATE '2024-01-01');
SELECT date_add('month', 13, TIMESTAMP '2024-01-31 10:20:30.123'), date_add('second', NULL, TIMESTAMP '2024-01-01 00:00:00'), date_add('MONTH', -1, DATE '2024-03-31');
SELECT date_diff('month', DATE '2024-01-31', DATE '2024-02-29'), date_diff('month', DATE '2024-01-31', DATE '2024-03-31'), date_diff('year', DATE '2020-02-29', DATE '2021-02-28'), date_diff('day', DATE '2024-03-01', DATE '2024-02-01'), date_diff('week', DATE '2024-01-01', DATE '2024-01-14'), date_diff('quarter', DATE '2024-01-31', DATE '2024-04-30');
SELECT date_diff('hour', TIMESTAMP '2024-01-01 00:59:00', TIMESTAMP '2024-01-01 02:00:00'), date_diff('day', TIMESTAMP '2024-01-01 23:00:00', TIMESTAMP '2024-01-02 22:00:00'), date_diff('month', TIMESTAMP '2024-03-31 00:00:00', TIMESTAMP '2024-02-29 12:00:00'), date_diff('second', TIMESTAMP '2024-01-01 00:00:00.9', TIMESTAMP '2024-01-01 00:00:02.1');
SELECT date_format(TIMESTAMP '2024-01-31 13:05:09.123', '%Y-%m-%d %H:%i:%s.%f'), date_format(TIMESTAMP '2024-01-05 01:05:09', '%y%c%e %k %l %p %r %T %a %W %b %M %j %v %x %%'), date_format(DATE '2024-01-31', '%d/%m/%Y'), date_format(NULL, '%Y');
SELECT date_parse('2024-01-31', '%Y-%m-%d'), date_parse('31/01/24 10:20', '%d/%m/%y %H:%i'), date_parse('20240131102030', '%Y%m%d%H%i%s'), date_parse('Jan 5 2024', '%b %e %Y'), date_parse(NULL, '%Y');
SELECT date_parse('2024-13-31', '%Y-%m-%d');
SELECT date_parse('x', '%Y');
SELECT format_datetime(TIMESTAMP '2024-01-31 13:05:09.123', 'yyyy-MM-dd HH:mm:ss.SSS'), format_datetime(TIMESTAMP '2024-01-31 13:05:09', 'yyyy年M月d日 EEEE a h'), parse_datetime('2024-01-31 10:20', 'yyyy-MM-dd HH:mm'), parse_datetime('2024-01-31 +0800', 'yyyy-MM-dd Z');
SELECT from_unixtime(0), from_unixtime(1706666400.5E0), from_unixtime(1706666400, 'Asia/Shanghai'), from_unixtime(0, 8, 0), to_unixtime(TIMESTAMP '2024-01-31 10:00:00'), to_unixtime(TIMESTAMP '1970-01-01 08:00:00 Asia/Shanghai'), from_unixtime_nanos(1706666400123456789);
SELECT from_iso8601_date('2024-01-31'), from_iso8601_date('2024-W05-3'), from_iso8601_timestamp('2024-01-31T10:20:30Z'), from_iso8601_timestamp('2024-01-31T10:20:30+08:00'), to_iso8601(DATE '2024-01-31'), to_iso8601(TIMESTAMP '2024-01-31 10:20:30.123'), to_iso8601(TIMESTAMP '2024-01-31 10:20:30 Asia/Shanghai');
SELECT at_timezone(TIMESTAMP '2024-01-31 00:00:00 UTC', 'Asia/Shanghai'), with_timezone(TIMESTAMP '2024-01-31 00:00:00', 'Asia/Shanghai'), timezone_hour(TIMESTAMP '2024-01-31 00:00:00 Asia/Shanghai'), timezone_minute(TIMESTAMP '2024-01-31 00:00:00 +05:30'), date(TIMESTAMP '2024-01-31 23:00:00'), date('2024-01-31');
SELECT parse_duration('42.8ms'), parse_duration('3.81 d'), to_milliseconds(INTERVAL '1' DAY), human_readable_seconds(96);
SELECT id, year(dt), day_of_week(dt), week(dt), date_format(ts, '%Y-%m-%d %H:%i:%s'), date_trunc('month', dt), date_diff('day', dt, DATE '2024-01-01'), last_day_of_month(dt), to_unixtime(ts) FROM every_type;
-- arrays
SELECT cardinality(ARRAY[1, NULL]), cardinality(NULL), element_at(ARRAY[1, 2], 1), element_at(ARRAY[1, 2], -1), element_at(ARRAY[1], 5), contains(ARRAY[1, NULL], 1), contains(ARRAY[1, NULL], 2), contains(ARRAY[1], NULL);
SELECT element_at(ARRAY[1], 0);
SELECT array_distinct(ARRAY[1, 2, 1, NULL, NULL]), array_intersect(ARRAY[1, 2, 2], ARRAY[2, 2, 3]), array_union(ARRAY[1, 1], ARRAY[2, NULL]), array_except(ARRAY[1, 1, 2], ARRAY[2]), array_remove(ARRAY[1, 2, 1, NULL], 1), arrays_overlap(ARRAY[1, NULL], ARRAY[2, NULL]), arrays_overlap(ARRAY[1], ARRAY[1, NULL]);
SELECT array_join(ARRAY['a', NULL, 'b'], ','), array_join(ARRAY['a', NULL], ',', '-'), array_join(ARRAY[1, 2], ';'), array_join(ARRAY[1.50, 2], ' '), array_join(ARRAY[true], ','), array_join(ARRAY[1E0, 1E10], ',');
SELECT array_max(ARRAY[1, 3, 2]), array_min(ARRAY[1, NULL]), array_max(ARRAY[]), array_max(ARRAY[1E0, nan()]), array_min(ARRAY['b', 'a']), array_position(ARRAY[1, 2, 1], 1), array_position(ARRAY[1], 9), array_position(ARRAY['a', NULL], NULL);
SELECT array_sort(ARRAY[3, 1, NULL, 2]), array_sort(ARRAY[3, 1, 2], (a, b) -> IF(a < b, 1, IF(a = b, 0, -1))), array_sort(ARRAY['b', 'A', 'a']), reverse(ARRAY[1, 2, NULL]), slice(ARRAY[1, 2, 3, 4], 2, 2), slice(ARRAY[1, 2, 3], -2, 2), slice(ARRAY[1], 5, 2), trim_array(ARRAY[1, 2, 3], 1);
SELECT concat(ARRAY[1], ARRAY[2], ARRAY[3]), flatten(ARRAY[ARRAY[1], NULL, ARRAY[2, 3]]), repeat('a', 3), repeat(1, 0), sequence(1, 5), sequence(5, 1, -2), sequence(5, 1), combinations(ARRAY['a', 'b', 'c'], 2), ngrams(ARRAY['a', 'b', 'c'], 2), zip(ARRAY[1, 2], ARRAY['a']), array_histogram(ARRAY[1, 1, 2]), contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3]);
SELECT sequence(1, 5, 0);
SELECT sequence(DATE '2024-01-31', DATE '2024-04-30', INTERVAL '1' MONTH), sequence(TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-01 12:00:00', INTERVAL '6' HOUR), sequence(DATE '2024-01-03', DATE '2024-01-01', INTERVAL '-1' DAY);
SELECT id, cardinality(ai), array_sort(ai), array_distinct(ai), array_max(ai), array_min(an), array_join(av, '|'), contains(av, 'a'), array_position(av, 'a'), reverse(an), array_remove(ai, 5), slice(ai, 1, 2) FROM every_type;
-- lambdas
SELECT transform(ARRAY[1, NULL, 3], x -> x + 1), filter(ARRAY[1, NULL, 3], x -> x > 1), reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s), reduce(ARRAY[], 0, (s, x) -> s + 1, s -> s), any_match(ARRAY[1, NULL], x -> x = 2), all_match(ARRAY[], x -> false), none_match(ARRAY[1, NULL], x -> x = 1), zip_with(ARRAY[1, 2], ARRAY['a'], (x, y) -> (x, y));
SELECT transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> k || 'x'), transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v * 10), map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1), map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]), (k, x, y) -> coalesce(x, 0) + coalesce(y, 0));
SELECT transform(ARRAY[ARRAY[1, 2], ARRAY[3]], a -> transform(a, x -> x * cardinality(a)));
SELECT id, transform(ai, x -> x + id) FROM every_type WHERE id NOT IN (9);
SELECT id, filter(av, x -> x = v), transform(ar, r -> r.k), transform_values(m, (k, x) -> coalesce(x, 0) + length(k)) FROM every_type;
SELECT reduce(ARRAY[1E0, 2E0], CAST(ROW(0E0, 0) AS ROW(s double, n integer)), (t, x) -> CAST(ROW(t.s + x, t.n + 1) AS ROW(s double, n integer)), t -> t.s / t.n);
-- maps
SELECT MAP(), MAP(ARRAY['a', 'b'], ARRAY[1, 2]), element_at(MAP(ARRAY['a'], ARRAY[1]), 'x'), cardinality(MAP(ARRAY['a'], ARRAY[1])), map_keys(MAP(ARRAY['a'], ARRAY[1])), map_values(MAP(ARRAY['a'], ARRAY[1])), map_entries(MAP(ARRAY['a'], ARRAY[1])), map_from_entries(ARRAY[ROW('a', 1)]), multimap_from_entries(ARRAY[('a', 1), ('a', 2)]), map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a', 'b'], ARRAY[9, 2]));
SELECT MAP(ARRAY['a', 'a'], ARRAY[1, 2]);
SELECT MAP(ARRAY['a'], ARRAY[1, 2]);
SELECT MAP(ARRAY[NULL], ARRAY[1]);
SELECT id, cardinality(m), map_keys(mi), map_values(m), element_at(m, 'a'), map_entries(mi), map_concat(m, MAP(ARRAY['a'], ARRAY[100])) FROM every_type;
-- aggregates
SELECT count(*), count(i), sum(ti), avg(ti), min(i), max(i), sum(bi / 4), avg(n), sum(n5), min(v), max(v), min(dt), max(ts) FROM every_type WHERE id NOT IN (5);
SELECT sum(si), sum(r), sum(d) FROM every_type WHERE id IN (1, 2, 3, 8);
SELECT avg(r), avg(d), avg(si), avg(n38), sum(n38) FROM every_type WHERE id IN (1, 2, 3, 8);
SELECT sum(bi) FROM every_type WHERE id IN (4, 9);
SELECT bool_and(b), bool_or(b), every(b), count_if(b), count_if(NULL) FROM every_type;
SELECT array_agg(i ORDER BY id), array_agg(DISTINCT ti ORDER BY ti), array_agg(v ORDER BY id DESC), array_agg(i ORDER BY i NULLS FIRST, id) FILTER (WHERE id < 5) FROM every_type;
SELECT max_by(v, id), min_by(v, id), max_by(id, ti, 3), min_by(id, ti, 2), max(ti, 2), min(ti, 3), max_by(v, NULL) FROM every_type;
SELECT map_agg(id, v), multimap_agg(b, id), map_union(m), histogram(b), histogram(v) FROM (SELECT * FROM every_type WHERE id IN (1, 2, 4)) t;
SELECT stddev(ti), stddev_pop(ti), stddev_samp(ti), variance(ti), var_pop(ti), var_samp(ti), skewness(ti), kurtosis(ti), geometric_mean(id) FROM every_type;
SELECT stddev(id), variance(id), skewness(id), kurtosis(id), stddev_pop(id) FROM every_type WHERE id = 1;
SELECT corr(id, ti), covar_pop(id, ti), covar_samp(id, ti), regr_slope(id, ti), regr_intercept(id, ti) FROM every_type;
SELECT approx_distinct(v), approx_distinct(b), approx_percentile(ti, 0.5E0), approx_percentile(d, 0.9E0), approx_percentile(ti, ARRAY[0.25E0, 0.5E0, 0.75E0]), approx_percentile(ti, id, 0.5E0) FROM every_type WHERE id NOT IN (4, 5, 7);
SELECT bitwise_and_agg(id), bitwise_or_agg(id), bitwise_xor_agg(id), checksum(id), arbitrary(7), any_value('x') FROM every_type;
SELECT sum(INTERVAL '1' DAY), avg(INTERVAL '1' MONTH), count(DISTINCT v), sum(DISTINCT ti) FROM every_type;
SELECT listagg(v, ',') WITHIN GROUP (ORDER BY id), listagg(v) WITHIN GROUP (ORDER BY id DESC) FROM every_type WHERE v IS NOT NULL;
SELECT b, sum(ti), avg(n), array_agg(id ORDER BY id), max_by(v, id), histogram(ti > 0), approx_percentile(ti, 0.5E0) FROM every_type GROUP BY b;
SELECT sum(CAST(9223372036854775807 AS bigint)) FROM every_type;
SELECT numeric_histogram(3, CAST(id AS double)) FROM every_type;
SELECT approx_most_frequent(3, v, 10) FROM every_type;
-- refused or left out
SELECT great_circle_distance(26.65E0, 106.63E0, 39.9E0, 116.4E0), ST_AsText(ST_Point(1, 2)), bar(0.5E0, 10);
SELECT cardinality(approx_set(id)) FROM every_type;
