-- function abs
SELECT abs(-7), abs(-1.5), abs(x) FROM (VALUES -2E0, 0E0, nan(), NULL) t(x);
-- function acos
SELECT acos(x) FROM (VALUES 0E0, 0.5E0, 2E0) t(x);
-- function asin
SELECT asin(x) FROM (VALUES 0E0, 0.5E0, 2E0) t(x);
-- function atan
SELECT atan(x) FROM (VALUES 0E0, 0.5E0, -1E9) t(x);
-- function atan2
SELECT atan2(1E0, 2E0), atan2(-1E0, 0E0);
-- function cbrt
SELECT cbrt(27), cbrt(-8E0);
-- function ceil
SELECT ceil(1.2), ceil(-1.2E0), ceil(5);
-- function ceiling
SELECT ceiling(1.2), ceiling(REAL '-1.5');
-- function cos
SELECT cos(1E0), cos(0);
-- function cosh
SELECT cosh(1E0);
-- function cosine_distance
SELECT cosine_distance(ARRAY[1E0, 2E0], ARRAY[2E0, 1E0]);
-- function cosine_similarity
SELECT cosine_similarity(ARRAY[1E0, 2E0], ARRAY[2E0, 1E0]);
-- function degrees
SELECT degrees(pi());
-- function e
SELECT e();
-- function exp
SELECT exp(1E0), exp(NULL);
-- function floor
SELECT floor(1.8), floor(-1.2E0);
-- function from_base
SELECT from_base('ff', 16), from_base('-zz', 36);
-- function infinity
SELECT infinity(), -infinity();
-- function inverse_beta_cdf
SELECT inverse_beta_cdf(2, 5, 0.5E0), inverse_beta_cdf(3, 3.6E0, 0.95E0), inverse_beta_cdf(3, 3.6E0, 0E0);
-- function inverse_normal_cdf
SELECT inverse_normal_cdf(0, 1, 0.975E0), inverse_normal_cdf(10, 2.5E0, 0.05E0), inverse_normal_cdf(0, 1, 0.5E0);
-- function is_finite
SELECT is_finite(1E0), is_finite(infinity()), is_finite(NULL);
-- function is_infinite
SELECT is_infinite(1E0), is_infinite(-infinity());
-- function is_nan
SELECT is_nan(nan()), is_nan(1E0);
-- function ln
SELECT ln(10E0), ln(1);
-- function log
SELECT log(2, 8), log(10E0, 1000E0);
-- function log10
SELECT log10(1000);
-- function log2
SELECT log2(8);
-- function mod
SELECT mod(7, 3), mod(-7, 3), mod(7.5, 2), mod(7.5E0, 2);
-- function nan
SELECT nan();
-- function normal_cdf
SELECT normal_cdf(0, 1, 1.96E0), normal_cdf(10, 2.5E0, 3E0), normal_cdf(0, 1, -6E0), normal_cdf(0, 1, 0E0);
-- function beta_cdf
SELECT beta_cdf(3, 3.6E0, 0.3E0), beta_cdf(0.5E0, 0.5E0, 0.9E0), beta_cdf(2, 5, 0E0), beta_cdf(2, 5, 1E0);
-- function t_cdf
SELECT t_cdf(1.5E0, 10), t_cdf(-2E0, 3), t_cdf(0E0, 5);
-- function t_pdf
SELECT t_pdf(1.5E0, 10), t_pdf(-2E0, 3), t_pdf(0E0, 5);
-- function pi
SELECT pi();
-- function pow
SELECT pow(2, 10), pow(2E0, 0.5E0);
-- function power
SELECT power(2, 10), power(2E0, -1);
-- function radians
SELECT radians(180);
-- function rand
SELECT rand() >= 0E0, rand(10) < 10, rand(5, 6);
-- function random
SELECT random() < 1E0, random(1), random(7, 8);
-- function round
SELECT round(2.5), round(-2.5E0), round(1.255, 2), round(1234, -2);
-- function sign
SELECT sign(-3), sign(0.0), sign(2.5E0);
-- function sin
SELECT sin(1E0);
-- function sinh
SELECT sinh(1E0);
-- function sqrt
SELECT sqrt(2), sqrt(-1);
-- function tan
SELECT tan(1E0);
-- function tanh
SELECT tanh(1E0);
-- function to_base
SELECT to_base(255, 16), to_base(-255, 2);
-- function truncate
SELECT truncate(1.99), truncate(-1.99E0), truncate(1.999, 2);
-- function width_bucket
SELECT width_bucket(3.5E0, 0, 10, 5), width_bucket(5E0, ARRAY[1E0, 3E0, 7E0]);
-- function wilson_interval_lower
SELECT wilson_interval_lower(6, 10, 1.96E0);
-- function wilson_interval_upper
SELECT wilson_interval_upper(6, 10, 1.96E0);
-- function bit_count
SELECT bit_count(9, 64), bit_count(-7, 8);
-- function bitwise_and
SELECT bitwise_and(19, 25);
-- function bitwise_left_shift
SELECT bitwise_left_shift(1, 2), bitwise_left_shift(TINYINT '-128', 1);
-- function bitwise_not
SELECT bitwise_not(-12);
-- function bitwise_or
SELECT bitwise_or(19, 25);
-- function bitwise_right_shift
SELECT bitwise_right_shift(-8, 3), bitwise_right_shift(SMALLINT '-8', 3);
-- function bitwise_right_shift_arithmetic
SELECT bitwise_right_shift_arithmetic(-8, 2);
-- function bitwise_xor
SELECT bitwise_xor(19, 25);
-- function bar
SELECT bar(0.5E0, 10), bar(1E0, 4, rgb(0, 0, 0), rgb(255, 255, 255));
-- function color
SELECT render('x', color('red')), render('x', color('#0f8')), render('x', color(0.5E0, rgb(255, 0, 0), rgb(0, 255, 0)));
-- function render
SELECT render(true), render(false), render(5, color('white')), render('税', rgb(100, 150, 200));
-- function rgb
SELECT render('x', rgb(255, 0, 0)), rgb(1, 2, 3) IS NULL;
-- function dot_product
SELECT dot_product(ARRAY[1E0, 2E0], ARRAY[3E0, 4E0]);
-- function euclidean_distance
SELECT euclidean_distance(ARRAY[1E0, 2E0], ARRAY[3E0, 4E0]);
-- function chr
SELECT chr(31246), chr(65);
-- function codepoint
SELECT codepoint('税');
-- function concat
SELECT concat('a', '税'), concat(ARRAY[1], ARRAY[2]), concat(X'01', X'02');
-- function concat_ws
SELECT concat_ws(',', 'a', NULL, 'b'), concat_ws(',', ARRAY['x', NULL, 'y']);
-- function format
SELECT format('%s-%05d-%.2f', 'a', 42, 1.5E0), format('%,d', 1234567);
-- function format_number
SELECT format_number(x) FROM (VALUES 0, 7, 999, 1000, 1234567, 12345678, 999999, 123456789012, -1500) t(x);
SELECT format_number(x) FROM (VALUES 0E0, 1.5E0, 123.456E0, 1234.5E0, 1.23456E9, -2.5E6, 0.001E0) t(x);
-- function hamming_distance
SELECT hamming_distance('abc', 'abd');
-- function length
SELECT length('税源'), length('');
-- function levenshtein_distance
SELECT levenshtein_distance('贵阳朗玛', '贵阳郎玛');
-- function lower
SELECT lower('ÀBC税');
-- function lpad
SELECT lpad('7', 3, '0'), lpad('税', 3, '源水');
-- function ltrim
SELECT ltrim('  a '), ltrim('xxa', 'x');
-- function luhn_check
SELECT luhn_check('79927398713'), luhn_check('79927398714');
-- function normalize
SELECT normalize('ｱ', NFKC), normalize('é');
-- function position
SELECT position('源' IN '税源');
-- function regexp_count
SELECT regexp_count('1a 2b 14m', '\d+');
-- function regexp_extract
SELECT regexp_extract('1a 2b', '(\d+)([a-z]+)', 2);
-- function regexp_extract_all
SELECT regexp_extract_all('1a 2b 14m', '\d+');
-- function regexp_like
SELECT regexp_like('1a 2b', '\d+b');
-- function regexp_position
SELECT regexp_position('a1b2', '\d'), regexp_position('a1b2', '\d', 3);
-- function regexp_replace
SELECT regexp_replace('1a 2b', '(\d+)([ab])', '$2$1'), regexp_replace('1a 2b', '\d');
SELECT regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]));
-- function regexp_split
SELECT regexp_split('1a 2b 14m', '\s*[a-z]+\s*');
-- function replace
SELECT replace('aXbX', 'X'), replace('aXbX', 'X', '--');
-- function reverse
SELECT reverse('税源a'), reverse(ARRAY[1, 2]);
-- function rpad
SELECT rpad('ab', 5, 'xy');
-- function rtrim
SELECT rtrim(' a  '), rtrim('abb', 'b');
-- function soundex
SELECT soundex(x) FROM (VALUES 'Robert', 'Rupert', 'Tymczak', 'Pfister', 'Honeyman', 'A', 'Ashcraft', 'lee', NULL) t(x);
-- function split
SELECT split('a,b,c', ','), split('a,b,c', ',', 2);
-- function split_part
SELECT split_part('a,b,c', ',', 2), split_part('a', ',', 9);
-- function split_to_map
SELECT split_to_map('a=1;b=2', ';', '=');
-- function split_to_multimap
SELECT split_to_multimap('a=1;a=2', ';', '=');
-- function starts_with
SELECT starts_with('abc', 'ab');
-- function strpos
SELECT strpos('abcabc', 'c'), strpos('abcabc', 'c', 2);
-- function substr
SELECT substr('abcdef', 2, 3), substr('abcdef', -2);
-- function substring
SELECT substring('abcdef', 2), substring('税收数据' FROM 2 FOR 2);
-- function to_utf8
SELECT to_utf8('税');
-- function from_utf8
SELECT from_utf8(X'E7A88E'), from_utf8(X'FF61'), from_utf8(X'FF61', '?'), from_utf8(X'FF61', '');
-- function translate
SELECT translate('abcd', 'abc', 'xy');
-- function trim
SELECT trim('  a '), trim(BOTH '$' FROM '$a$'), trim(LEADING FROM '  a ');
-- function upper
SELECT upper('straße');
-- function word_stem
SELECT word_stem('running'), word_stem('beautifully');
-- function url_decode
SELECT url_decode('a+b%26');
-- function url_encode
SELECT url_encode('a b&c=税');
-- function url_extract_fragment
SELECT url_extract_fragment('https://a.b:80/p?q=1#f');
-- function url_extract_host
SELECT url_extract_host('https://a.b:80/p?q=1#f');
-- function url_extract_parameter
SELECT url_extract_parameter('https://a.b:80/p?q=1#f', 'q');
-- function url_extract_path
SELECT url_extract_path('https://a.b:80/p?q=1#f');
-- function url_extract_port
SELECT url_extract_port('https://a.b:80/p?q=1#f');
-- function url_extract_protocol
SELECT url_extract_protocol('https://a.b:80/p?q=1#f');
-- function url_extract_query
SELECT url_extract_query('https://a.b:80/p?q=1#f');
-- function crc32
SELECT crc32(to_utf8('abc'));
-- function from_base32
SELECT from_base32('MFRGG==='), from_base32('MFRGGZDF'), from_base32('ME======'), from_base32('');
-- function from_base64
SELECT from_base64('YWJj');
-- function from_base64url
SELECT from_base64url('__4=');
-- function from_big_endian_32
SELECT from_big_endian_32(X'00000001');
-- function from_big_endian_64
SELECT from_big_endian_64(X'0000000000000001');
-- function from_hex
SELECT from_hex('0AFF');
-- function from_ieee754_32
SELECT from_ieee754_32(X'3FC00000');
-- function from_ieee754_64
SELECT from_ieee754_64(X'3FF8000000000000');
-- function hmac_md5
SELECT hmac_md5(X'61', X'62');
-- function hmac_sha1
SELECT hmac_sha1(X'61', X'62');
-- function hmac_sha256
SELECT hmac_sha256(X'61', X'62');
-- function hmac_sha512
SELECT hmac_sha512(to_utf8('税源'), to_utf8('key'));
-- function md5
SELECT md5(to_utf8('税源'));
-- function murmur3
SELECT murmur3(to_utf8(x)) FROM (VALUES '', 'a', 'hello world, this is a long text', NULL) t(x);
-- function sha1
SELECT sha1(X'61');
-- function sha256
SELECT sha256(X'61');
-- function sha512
SELECT sha512(to_utf8(x)) FROM (VALUES '', 'a', '税源', NULL) t(x);
-- function spooky_hash_v2_32
SELECT spooky_hash_v2_32(to_utf8(x)) FROM (VALUES '', 'a', '税源') t(x);
-- function spooky_hash_v2_64
SELECT spooky_hash_v2_64(to_utf8(x)) FROM (VALUES '', 'a', '税源') t(x);
-- function to_base32
SELECT to_base32(to_utf8(x)) FROM (VALUES '', 'a', 'ab', 'abc', 'abcd', 'abcde', '税源', NULL) t(x);
-- function to_base64
SELECT to_base64(X'616263');
-- function to_base64url
SELECT to_base64url(X'FFFE');
-- function to_big_endian_32
SELECT to_big_endian_32(1);
-- function to_big_endian_64
SELECT to_big_endian_64(1);
-- function to_hex
SELECT to_hex(X'0aFF');
-- function to_ieee754_32
SELECT to_ieee754_32(REAL '1.5');
-- function to_ieee754_64
SELECT to_ieee754_64(1.5E0);
-- function xxhash64
SELECT xxhash64(to_utf8(x)) FROM (VALUES '', 'a', '税源', 'exactly thirty-two bytes long!!!', 'a text that is longer than thirty-two bytes, so that all parts are had') t(x);
-- function is_json_scalar
SELECT is_json_scalar('1'), is_json_scalar('[1]');
-- function json_array_contains
SELECT json_array_contains('[1,2]', 2), json_array_contains('["a"]', 'b');
-- function json_array_get
SELECT json_array_get('["a", [3, 9], "c"]', 0), json_array_get('["a", [3, 9], "c"]', 1), json_array_get('[1, 2]', -1), json_array_get('[]', 0), json_array_get('{}', 0);
-- function json_array_length
SELECT json_array_length('[1,2,3]');
-- function json_extract
SELECT json_extract('{"a":{"b":[1,"x",null]}}', '$.a.b');
-- function json_extract_scalar
SELECT json_extract_scalar('{"a":{"b":"x"}}', '$.a.b');
-- function json_format
SELECT json_format(JSON '{"a": [1, 2]}');
-- function json_parse
SELECT json_parse('{"b":1, "a":[1.0,2]}');
-- function json_size
SELECT json_size('{"a":{"x":1,"y":2}}', '$.a');
-- function json_exists
SELECT json_exists('{"a":{"b":1}}', 'lax $.a.b'), json_exists('{"a":1}', 'strict $.x');
-- function json_value
SELECT json_value('{"a":{"b":"x"}}', 'lax $.a.b'), json_value('{"a":1}', 'lax $.x' DEFAULT 'none' ON EMPTY);
-- function json_value RETURNING
SELECT json_value('{"a":1}', 'lax $.a' RETURNING bigint);
-- function json_query
SELECT json_query('{"a":{"b":[1,2]}}', 'lax $.a.b'), json_query('{"a":1}', 'lax $.a' WITH WRAPPER);
-- function json_object
SELECT json_object('a' VALUE 1, 'b' VALUE 'x'), json_object(KEY 'a' VALUE NULL ABSENT ON NULL);
-- function json_array
SELECT json_array(1, 'a', true), json_array(1, NULL NULL ON NULL);
-- function json_table
SELECT * FROM json_table('[1,2]', 'lax $[*]' COLUMNS (x integer PATH 'lax $')) t;
-- function at_timezone
SELECT at_timezone(TIMESTAMP '2024-01-31 00:00:00 UTC', 'Asia/Shanghai');
-- function current_date
SELECT current_date > DATE '2024-01-01', current_date = CAST(now() AS date);
-- function current_time
SELECT current_time IS NOT NULL;
-- function current_timestamp
SELECT current_timestamp > TIMESTAMP '2024-01-01 00:00:00 UTC', current_timestamp(3) > TIMESTAMP '2024-01-01 00:00:00 UTC';
-- function current_timezone
SELECT current_timezone();
-- function localtime
SELECT localtime >= TIME '00:00:00';
-- function localtimestamp
SELECT localtimestamp > TIMESTAMP '2024-01-01 00:00:00';
-- function now
SELECT now() > TIMESTAMP '2024-01-01 00:00:00 UTC', now() = current_timestamp(3);
-- function date
SELECT date('2024-01-31'), date(TIMESTAMP '2024-01-31 23:00:00');
-- function date_add
SELECT date_add('month', 1, DATE '2024-01-31'), date_add('hour', 25, TIMESTAMP '2024-01-01 00:00:00');
-- function date_diff
SELECT date_diff('month', DATE '2024-01-31', DATE '2024-02-29');
-- function date_format
SELECT date_format(TIMESTAMP '2024-01-05 01:05:09', '%Y-%m-%d %H:%i:%s %W %b %j');
-- function date_parse
SELECT date_parse('2024-01-31 10:20', '%Y-%m-%d %H:%i');
-- function date_trunc
SELECT date_trunc('month', DATE '2024-02-29'), date_trunc('hour', TIMESTAMP '2024-02-29 10:20:30');
-- function day
SELECT day(DATE '2024-02-29'), day(INTERVAL '3' DAY);
-- function day_of_month
SELECT day_of_month(DATE '2024-02-29');
-- function day_of_week
SELECT day_of_week(DATE '2024-03-03');
-- function day_of_year
SELECT day_of_year(DATE '2024-02-29');
-- function dow
SELECT dow(DATE '2024-03-03');
-- function doy
SELECT doy(DATE '2024-02-29');
-- function extract
SELECT EXTRACT(YEAR FROM DATE '2024-02-29'), EXTRACT(DOW FROM DATE '2024-03-03');
-- function format_datetime
SELECT format_datetime(TIMESTAMP '2024-01-31 13:05:09.123', 'yyyy-MM-dd HH:mm:ss.SSS');
-- function from_iso8601_date
SELECT from_iso8601_date('2024-W05-3');
-- function from_iso8601_timestamp
SELECT from_iso8601_timestamp('2024-01-31T10:20:30+08:00');
-- function from_iso8601_timestamp_nanos
SELECT CAST(from_iso8601_timestamp_nanos('2024-01-31T10:20:30.123456789+08:00') AS varchar);
-- function from_unixtime
SELECT from_unixtime(1706666400.5E0), from_unixtime(1706666400, 'Asia/Shanghai');
-- function from_unixtime_nanos
SELECT CAST(from_unixtime_nanos(1706666400123456789) AS timestamp(3));
-- function hour
SELECT hour(TIMESTAMP '2024-01-31 23:59:58.987');
-- function human_readable_seconds
SELECT human_readable_seconds(3661);
-- function last_day_of_month
SELECT last_day_of_month(DATE '2024-02-03');
-- function millisecond
SELECT millisecond(TIMESTAMP '2024-01-31 23:59:58.987');
-- function minute
SELECT minute(TIMESTAMP '2024-01-31 23:59:58.987');
-- function month
SELECT month(DATE '2024-02-03');
-- function parse_data_size
SELECT parse_data_size('1B'), parse_data_size('1kB'), parse_data_size('2.3MB'), parse_data_size('1GB'), parse_data_size('0.5TB'), parse_data_size('1YB');
-- function parse_presto_data_size
SELECT parse_presto_data_size('1B'), parse_presto_data_size('1kB'), parse_presto_data_size('2.3MB');
-- function parse_datetime
SELECT parse_datetime('2024-01-31 10:20', 'yyyy-MM-dd HH:mm');
-- function parse_duration
SELECT parse_duration('42.8ms'), parse_duration('3.81 d');
-- function quarter
SELECT quarter(DATE '2024-05-03');
-- function second
SELECT second(TIMESTAMP '2024-01-31 23:59:58.987');
-- function timezone
SELECT timezone(TIMESTAMP '2024-01-31 00:00:00 Asia/Shanghai');
-- function timezone_hour
SELECT timezone_hour(TIMESTAMP '2024-01-31 00:00:00 Asia/Shanghai');
-- function timezone_minute
SELECT timezone_minute(TIMESTAMP '2024-01-31 00:00:00 +05:30');
-- function to_iso8601
SELECT to_iso8601(TIMESTAMP '2024-01-31 10:20:30.123'), to_iso8601(DATE '2024-01-31');
-- function to_milliseconds
SELECT to_milliseconds(INTERVAL '1' DAY);
-- function to_unixtime
SELECT to_unixtime(TIMESTAMP '2024-01-31 10:00:00');
-- function week
SELECT week(DATE '2021-01-01');
-- function week_of_year
SELECT week_of_year(DATE '2021-01-01');
-- function with_timezone
SELECT with_timezone(TIMESTAMP '2024-01-31 00:00:00', 'Asia/Shanghai');
-- function year
SELECT year(DATE '2024-02-29');
-- function year_of_week
SELECT year_of_week(DATE '2021-01-01');
-- function yow
SELECT yow(DATE '2021-01-01');
-- function all_match
SELECT all_match(ARRAY[1, 2], x -> x > 0);
-- function any_match
SELECT any_match(ARRAY[1, NULL], x -> x = 2);
-- function array_distinct
SELECT array_distinct(ARRAY[1, 2, 1, NULL, NULL]);
-- function array_except
SELECT array_except(ARRAY[1, 1, 2], ARRAY[2]);
-- function array_histogram
SELECT array_histogram(ARRAY[1, 1, 2]);
-- function array_intersect
SELECT array_intersect(ARRAY[1, 2, 2], ARRAY[2, 2, 3]);
-- function array_join
SELECT array_join(ARRAY['a', NULL, 'b'], ',', '-');
-- function array_max
SELECT array_max(ARRAY[1, 3, 2]);
-- function array_min
SELECT array_min(ARRAY['b', 'a']);
-- function array_position
SELECT array_position(ARRAY[1, 2, 1], 1), array_position(ARRAY['a'], 'x');
-- function array_remove
SELECT array_remove(ARRAY[1, 2, 1, NULL], 1);
-- function array_sort
SELECT array_sort(ARRAY[3, 1, NULL, 2]), array_sort(ARRAY[3, 1, 2], (a, b) -> IF(a < b, 1, IF(a = b, 0, -1)));
-- function array_union
SELECT array_union(ARRAY[1, 1], ARRAY[2, NULL]);
-- function arrays_overlap
SELECT arrays_overlap(ARRAY[1, NULL], ARRAY[2, NULL]);
-- function cardinality
SELECT cardinality(ARRAY[1, NULL]), cardinality(MAP(ARRAY['a'], ARRAY[1]));
-- function combinations
SELECT combinations(ARRAY['a', 'b', 'c'], 2);
-- function contains
SELECT contains(ARRAY[1, NULL], 1);
-- function contains_sequence
SELECT contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3]);
-- function element_at
SELECT element_at(ARRAY[1, 2], -1), element_at(MAP(ARRAY['a'], ARRAY[1]), 'x');
-- function filter
SELECT filter(ARRAY[1, NULL, 3], x -> x > 1);
-- function flatten
SELECT flatten(ARRAY[ARRAY[1], NULL, ARRAY[2, 3]]);
-- function ngrams
SELECT ngrams(ARRAY['a', 'b', 'c'], 2);
-- function none_match
SELECT none_match(ARRAY[1, NULL], x -> x = 1);
-- function reduce
SELECT reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s);
-- function repeat
SELECT repeat('a', 3);
-- function sequence
SELECT sequence(1, 5), sequence(DATE '2024-01-31', DATE '2024-04-30', INTERVAL '1' MONTH);
-- function shuffle
SELECT array_sort(shuffle(ARRAY[3, 1, 2, NULL])), cardinality(shuffle(ARRAY['a'])), shuffle(CAST(NULL AS array(integer)));
-- function slice
SELECT slice(ARRAY[1, 2, 3, 4], 2, 2);
-- function transform
SELECT transform(ARRAY[1, NULL, 3], x -> x + 1);
-- function trim_array
SELECT trim_array(ARRAY[1, 2, 3], 1);
-- function zip
SELECT zip(ARRAY[1, 2], ARRAY['a']);
-- function zip_with
SELECT zip_with(ARRAY[1, 2], ARRAY['a', 'b'], (x, y) -> (x, y));
-- function map
SELECT map(), map(ARRAY['a', 'b'], ARRAY[1, 2]);
-- function map_concat
SELECT map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a', 'b'], ARRAY[9, 2]));
-- function map_entries
SELECT map_entries(MAP(ARRAY['a'], ARRAY[1]));
-- function map_filter
SELECT map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1);
-- function map_from_entries
SELECT map_from_entries(ARRAY[ROW('a', 1)]);
-- function map_keys
SELECT map_keys(MAP(ARRAY['a'], ARRAY[1]));
-- function map_values
SELECT map_values(MAP(ARRAY['a'], ARRAY[1]));
-- function map_zip_with
SELECT map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]), (k, x, y) -> coalesce(x, 0) + coalesce(y, 0));
-- function multimap_from_entries
SELECT multimap_from_entries(ARRAY[('a', 1), ('a', 2)]);
-- function transform_keys
SELECT transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> k || 'x');
-- function transform_values
SELECT transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v * 10);
-- function typeof
SELECT typeof(1), typeof('a'), typeof(ARRAY[1.5]);
-- function uuid
SELECT length(CAST(uuid() AS varchar)), uuid() = uuid();
-- function greatest
SELECT greatest(1, 3, 2), greatest('a', NULL);
-- function least
SELECT least(1.5, 2);
-- function coalesce
SELECT coalesce(NULL, 2, 3);
-- function if
SELECT IF(1 = 1, 'y', 'n'), IF(false, 1);
-- function nullif
SELECT nullif(1, 1), nullif(1, 2);
-- function try
SELECT TRY(1 / 0), TRY(CAST('x' AS integer));
-- function cast
SELECT CAST('12' AS integer), CAST(1.5 AS varchar), CAST(DATE '2024-01-31' AS timestamp);
-- function try_cast
SELECT TRY_CAST('x' AS integer), TRY_CAST('2024-01-31' AS date);
-- function any_value
SELECT any_value(x) FROM (VALUES 7, 7) t(x);
-- function arbitrary
SELECT arbitrary(x) FROM (VALUES 7, NULL) t(x);
-- function array_agg
SELECT array_agg(id ORDER BY id), array_agg(DISTINCT b ORDER BY b) FROM every_type;
-- function avg
SELECT avg(ti), avg(n), avg(INTERVAL '1' DAY) FROM every_type WHERE id < 4;
-- function bool_and
SELECT bool_and(b) FROM every_type;
-- function bool_or
SELECT bool_or(b) FROM every_type;
-- function checksum
SELECT checksum(x) FROM (VALUES BIGINT '1', 2, NULL) t(x);
-- function count
SELECT count(*), count(i), count(DISTINCT b) FROM every_type;
-- function count_if
SELECT count_if(b) FROM every_type;
-- function every
SELECT every(b) FROM every_type;
-- function geometric_mean
SELECT geometric_mean(id) FROM every_type;
-- function listagg
SELECT listagg(v, ',') WITHIN GROUP (ORDER BY id) FROM every_type;
-- function max
SELECT max(i), max(ti, 2) FROM every_type;
-- function max_by
SELECT max_by(v, id), max_by(id, ti, 3) FROM every_type;
-- function min
SELECT min(dt), min(ti, 2) FROM every_type;
-- function min_by
SELECT min_by(v, id), min_by(id, ti, 2) FROM every_type;
-- function sum
SELECT sum(ti), sum(n5) FROM every_type;
-- function bitwise_and_agg
SELECT bitwise_and_agg(id) FROM every_type;
-- function bitwise_or_agg
SELECT bitwise_or_agg(id) FROM every_type;
-- function bitwise_xor_agg
SELECT bitwise_xor_agg(id) FROM every_type;
-- function histogram
SELECT histogram(b) FROM every_type;
-- function map_agg
SELECT map_agg(id, v) FROM every_type WHERE id < 3;
-- function map_union
SELECT map_union(m) FROM every_type WHERE id = 1;
-- function multimap_agg
SELECT multimap_agg(id, v) FROM every_type WHERE id < 3;
-- function reduce_agg
SELECT reduce_agg(id, 0, (a, b) -> a + b, (a, b) -> a + b), reduce_agg(ti, 1E0, (a, b) -> a * 2, (a, b) -> a * b) IS NULL FROM every_type;
SELECT b, reduce_agg(id, 0, (a, x) -> a + x, (a, x) -> a + x) FROM every_type GROUP BY b;
-- function approx_distinct
SELECT approx_distinct(v), approx_distinct(id, 0.01E0) FROM every_type;
-- function approx_most_frequent
SELECT approx_most_frequent(3, x, 10) FROM (VALUES 'a', 'b', 'a', 'c', 'a', 'b') t(x);
-- function approx_percentile
SELECT approx_percentile(id, 0.5E0), approx_percentile(id, ARRAY[0.25E0, 0.75E0]) FROM every_type;
SELECT approx_percentile(id, 2E0, 0.5E0) FROM every_type;
-- function numeric_histogram
SELECT numeric_histogram(20, x) FROM (VALUES 1E0, 2E0, 2E0, 7E0) t(x);
-- function approx_set
SELECT cardinality(approx_set(id)) FROM every_type;
-- function empty_approx_set
SELECT cardinality(empty_approx_set());
-- function merge
SELECT cardinality(merge(s)) FROM (SELECT approx_set(id) s FROM every_type) t;
-- function qdigest_agg
SELECT value_at_quantile(qdigest_agg(id), 0.5E0) FROM every_type;
-- function tdigest_agg
SELECT value_at_quantile(tdigest_agg(CAST(id AS double)), 0.5E0) FROM every_type;
-- function value_at_quantile
SELECT value_at_quantile(qdigest_agg(id), 0.1E0) FROM every_type;
-- function values_at_quantiles
SELECT values_at_quantiles(qdigest_agg(id), ARRAY[0.1E0, 0.9E0]) FROM every_type;
-- function quantile_at_value
SELECT quantile_at_value(qdigest_agg(id), 5) FROM every_type;
-- function make_set_digest
SELECT cardinality(make_set_digest(id)) FROM every_type;
-- function merge_set_digest
SELECT cardinality(merge_set_digest(s)) FROM (SELECT make_set_digest(id) s FROM every_type) t;
-- function intersection_cardinality
SELECT intersection_cardinality(make_set_digest(id), make_set_digest(id)) FROM every_type;
-- function jaccard_index
SELECT jaccard_index(make_set_digest(id), make_set_digest(id)) FROM every_type;
-- function hash_counts
SELECT cardinality(hash_counts(make_set_digest(id))) FROM every_type;
-- function corr
SELECT corr(id, ti) FROM every_type;
-- function covar_pop
SELECT covar_pop(id, ti) FROM every_type;
-- function covar_samp
SELECT covar_samp(id, ti) FROM every_type;
-- function kurtosis
SELECT kurtosis(id) FROM every_type;
-- function regr_intercept
SELECT regr_intercept(id, ti) FROM every_type;
-- function regr_slope
SELECT regr_slope(id, ti) FROM every_type;
-- function skewness
SELECT skewness(ti) FROM every_type;
-- function stddev
SELECT stddev(ti) FROM every_type;
-- function stddev_pop
SELECT stddev_pop(ti) FROM every_type;
-- function stddev_samp
SELECT stddev_samp(ti) FROM every_type;
-- function variance
SELECT variance(ti) FROM every_type;
-- function var_pop
SELECT var_pop(ti) FROM every_type;
-- function var_samp
SELECT var_samp(ti) FROM every_type;
-- function row_number
SELECT id, row_number() OVER (ORDER BY id DESC) FROM every_type;
-- function rank
SELECT id, rank() OVER (ORDER BY b) FROM every_type;
-- function dense_rank
SELECT id, dense_rank() OVER (ORDER BY b) FROM every_type;
-- function percent_rank
SELECT id, percent_rank() OVER (ORDER BY b) FROM every_type;
-- function cume_dist
SELECT id, cume_dist() OVER (ORDER BY b) FROM every_type;
-- function ntile
SELECT id, ntile(3) OVER (ORDER BY id) FROM every_type;
-- function first_value
SELECT id, first_value(v) OVER (ORDER BY id) FROM every_type;
-- function last_value
SELECT id, last_value(v) IGNORE NULLS OVER (ORDER BY id) FROM every_type;
-- function nth_value
SELECT id, nth_value(v, 2) OVER (ORDER BY id) FROM every_type;
-- function lag
SELECT id, lag(v) OVER (ORDER BY id), lag(id, 2, 0) OVER (ORDER BY id) FROM every_type;
-- function lead
SELECT id, lead(v) OVER (ORDER BY id), lead(id, 2, 0) OVER (ORDER BY id) FROM every_type;
-- function current_user
SELECT current_user IS NOT NULL;
-- function current_catalog
SELECT current_catalog IS NOT NULL;
-- function current_schema
SELECT current_schema IS NOT NULL;
-- function current_groups
SELECT current_groups() IS NOT NULL;
-- function version
SELECT version() IS NOT NULL;
-- function exclude_columns
SELECT * FROM TABLE(exclude_columns(input => TABLE(taxpayers), columns => DESCRIPTOR(tags)));
-- function sequence table function
SELECT * FROM TABLE(sequence(1, 5, 2));
-- function great_circle_distance
SELECT great_circle_distance(36.12E0, -86.67E0, 33.94E0, -118.40E0), great_circle_distance(26.65E0, 106.63E0, 39.9E0, 116.4E0), great_circle_distance(1, 1, 1, 1);
-- operator + - * / %
SELECT 7 / 2, 7 % 3, 1.5 * 2, 1 - 2, 3 + 4E0, -id FROM every_type;
-- operator <numbers of each type>
SELECT ti + 1, n * 2, d / 2, r - 1, n5 + n FROM every_type WHERE id IN (1, 2, 3);
-- operator = <> < <= > >=
SELECT 1 = 1, 1 <> 2, 1 != 2, 'a' < 'b', 1.5 >= 1, DATE '2024-01-01' <= DATE '2024-01-01';
-- operator AND OR NOT
SELECT b AND NULL, b OR NULL, NOT b FROM every_type;
-- operator BETWEEN
SELECT id BETWEEN 2 AND 4, id NOT BETWEEN 2 AND 4 FROM every_type;
-- operator IN
SELECT id IN (1, 2), id NOT IN (3) FROM every_type;
-- operator IS NULL
SELECT v IS NULL, v IS NOT NULL FROM every_type;
-- operator IS DISTINCT FROM
SELECT v IS DISTINCT FROM NULL, 1 IS NOT DISTINCT FROM 1 FROM every_type;
-- operator LIKE
SELECT v LIKE 'a%', v NOT LIKE '_' FROM every_type;
SELECT 'a_c' LIKE 'a\_c' ESCAPE '\';
SELECT 'abc' LIKE p FROM (VALUES 'a%', 'b%', NULL) t(p);
-- operator ||
SELECT 'a' || 'b', ARRAY[1] || 2, ARRAY[1] || ARRAY[3];
-- operator [ ]
SELECT ARRAY[1, 2][2], MAP(ARRAY['a'], ARRAY[1])['a'], ROW(1, 'x')[2];
-- operator . of a row
SELECT CAST(ROW(1, 'x') AS ROW(a integer, b varchar)).b;
-- operator CASE
SELECT CASE id WHEN 1 THEN 'one' ELSE 'more' END, CASE WHEN b THEN 1 END FROM every_type;
-- operator ALL ANY SOME
SELECT id > ALL (SELECT 3), id = ANY (SELECT 3), id <> SOME (SELECT 4) FROM every_type;
-- operator EXISTS
SELECT id FROM every_type e WHERE EXISTS (SELECT 1 FROM every_type t WHERE t.id > e.id);
-- operator AT TIME ZONE
SELECT TIMESTAMP '2024-01-31 00:00:00 UTC' AT TIME ZONE 'Asia/Shanghai';
-- operator + - of moments
SELECT DATE '2024-01-31' + INTERVAL '1' MONTH, TIMESTAMP '2024-01-31 00:00:00' - INTERVAL '2' HOUR, TIME '10:00:00' + INTERVAL '3' HOUR;
-- operator -> lambda
SELECT transform(ARRAY[1], x -> x + 1), reduce(ARRAY[1], 0, (s, x) -> s + x, s -> s);
-- literal of each type
SELECT 1, 1.5, 1.5E0, 'a', U&'\7a0e', X'61', true, NULL, DATE '2024-01-31', TIME '10:00:00', TIMESTAMP '2024-01-31 10:00:00', INTERVAL '1' DAY, INTERVAL '1-2' YEAR TO MONTH, JSON '{}', DECIMAL '1.50', REAL '1.5', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59';
-- literal TIME with time zone
SELECT TIME '10:00:00 +08:00';
-- constructor ARRAY
SELECT ARRAY[1, 2.5], ARRAY[];
-- constructor ROW
SELECT ROW(1, 'a'), (1, 2);
-- clause SELECT expression AS alias
SELECT 1 AS one, 2 two;
-- clause SELECT *
SELECT *, t.* FROM (VALUES (1, 2)) t(a, b);
-- clause SELECT row.*
SELECT CAST(ROW(1, 'a') AS ROW(x integer, y varchar)).* AS (p, q);
-- clause SELECT DISTINCT
SELECT DISTINCT b FROM every_type;
-- clause SELECT ALL
SELECT ALL b FROM every_type;
-- clause WITH
WITH a AS (SELECT 1 AS x), b(y) AS (SELECT x + 1 FROM a) SELECT * FROM a, b;
-- clause WITH RECURSIVE
WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT sum(n) FROM t;
-- clause FROM table AS alias (columns)
SELECT x FROM (VALUES 1, 2) AS t(x);
-- clause FROM several tables
SELECT a.id, b.id FROM every_type a, every_type b WHERE a.id = b.id;
-- clause WHERE
SELECT id FROM every_type WHERE b AND id > 3;
-- clause GROUP BY
SELECT b, count(*) FROM every_type GROUP BY b;
-- clause GROUP BY ordinal
SELECT b, id % 2, count(*) FROM every_type GROUP BY 1, 2;
-- clause GROUP BY GROUPING SETS
SELECT b, ti, count(*) FROM every_type GROUP BY GROUPING SETS ((b), (ti), ());
-- clause GROUP BY CUBE
SELECT b, ti, count(*) FROM every_type GROUP BY CUBE(b, ti);
-- clause GROUP BY ROLLUP
SELECT b, ti, count(*) FROM every_type GROUP BY ROLLUP(b, ti);
-- clause GROUP BY several
SELECT b, ti, id, count(*) FROM every_type GROUP BY b, ROLLUP(ti), CUBE(id);
-- clause GROUP BY DISTINCT
SELECT b, ti, count(*) FROM every_type GROUP BY DISTINCT ROLLUP(b, ti), ROLLUP(b);
-- clause GROUPING
SELECT b, grouping(b), count(*) FROM every_type GROUP BY ROLLUP(b);
-- clause HAVING
SELECT b, count(*) FROM every_type GROUP BY b HAVING count(*) > 2;
-- clause WINDOW
SELECT id, sum(id) OVER w FROM every_type WINDOW w AS (PARTITION BY b ORDER BY id);
-- clause OVER with PARTITION BY
SELECT id, sum(id) OVER (PARTITION BY b) FROM every_type;
-- clause OVER with ROWS
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM every_type;
-- clause OVER with RANGE
SELECT id, sum(id) OVER (ORDER BY id RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) FROM every_type;
-- clause OVER with GROUPS
SELECT id, sum(id) OVER (ORDER BY b GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM every_type;
-- clause FILTER
SELECT count(*) FILTER (WHERE b), sum(id) FILTER (WHERE id > 3) FROM every_type;
-- clause aggregate with DISTINCT
SELECT count(DISTINCT ti), sum(DISTINCT ti) FROM every_type;
-- clause aggregate with ORDER BY
SELECT array_agg(v ORDER BY id DESC) FROM every_type;
-- clause IGNORE NULLS
SELECT id, lag(v) IGNORE NULLS OVER (ORDER BY id) FROM every_type;
-- clause UNION
SELECT 1 UNION SELECT 1;
-- clause UNION ALL
SELECT 1 UNION ALL SELECT 1;
-- clause INTERSECT
SELECT id FROM every_type INTERSECT SELECT 3;
SELECT b FROM every_type INTERSECT ALL SELECT true;
-- clause EXCEPT
SELECT id FROM every_type EXCEPT SELECT 3;
SELECT b FROM every_type EXCEPT ALL SELECT true;
-- clause ORDER BY
SELECT id, v FROM every_type ORDER BY b DESC NULLS LAST, id;
-- clause ORDER BY ordinal
SELECT id, v FROM every_type ORDER BY 1 DESC;
-- clause ORDER BY of rows and arrays
SELECT r FROM (VALUES ROW(ROW(2, 'a')), ROW(ROW(1, 'b')), ROW(ROW(1, 'a'))) t(r) ORDER BY r;
SELECT a FROM (VALUES ARRAY[2], ARRAY[1, 3], ARRAY[1], ARRAY[]) t(a) ORDER BY a;
-- clause OFFSET
SELECT id FROM every_type ORDER BY id OFFSET 4 ROWS;
-- clause LIMIT
SELECT id FROM every_type ORDER BY id LIMIT 3;
-- clause LIMIT ALL
SELECT id FROM every_type ORDER BY id LIMIT ALL;
-- clause FETCH FIRST
SELECT id FROM every_type ORDER BY id OFFSET 2 FETCH FIRST 3 ROWS ONLY;
-- clause FETCH FIRST WITH TIES
SELECT id, b FROM every_type ORDER BY b FETCH FIRST 2 ROWS WITH TIES;
-- clause TABLESAMPLE BERNOULLI
SELECT count(*) FROM every_type TABLESAMPLE BERNOULLI (100);
SELECT count(*) FROM every_type AS t TABLESAMPLE BERNOULLI (0);
SELECT count(*) <= 10 FROM every_type TABLESAMPLE BERNOULLI (50);
-- clause TABLESAMPLE SYSTEM
SELECT count(*) FROM every_type TABLESAMPLE SYSTEM (100);
-- clause JOIN ON
SELECT a.id FROM every_type a JOIN every_type b ON a.id = b.id + 1;
-- clause JOIN USING
SELECT id, a.v FROM every_type a JOIN every_type b USING (id);
-- clause LEFT JOIN
SELECT a.id, b.id FROM every_type a LEFT JOIN every_type b ON a.id = b.id + 1;
-- clause RIGHT JOIN
SELECT a.id, b.id FROM every_type a RIGHT JOIN every_type b ON a.id = b.id + 1;
-- clause FULL JOIN
SELECT a.id, b.id FROM every_type a FULL OUTER JOIN every_type b ON a.id = b.id + 1;
-- clause CROSS JOIN
SELECT a.x, b.x FROM (VALUES 1, 2) a(x) CROSS JOIN (VALUES 3) b(x);
-- clause LATERAL
SELECT e.id, x.y FROM every_type e CROSS JOIN LATERAL (SELECT e.id * 2 AS y) x;
-- clause UNNEST
SELECT * FROM UNNEST(ARRAY[1, 2], ARRAY['a']) AS t(x, y);
-- clause UNNEST of a map
SELECT * FROM UNNEST(MAP(ARRAY['a'], ARRAY[1])) AS t(k, v);
-- clause UNNEST WITH ORDINALITY
SELECT * FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n);
-- clause CROSS JOIN UNNEST
SELECT id, x FROM every_type CROSS JOIN UNNEST(ai) AS t(x);
-- clause VALUES
VALUES (1, 'a'), (2, 'b');
-- clause TABLE
TABLE every_type;
-- clause subquery in FROM
SELECT x FROM (SELECT id AS x FROM every_type) t;
-- clause scalar subquery
SELECT (SELECT max(id) FROM every_type);
-- clause subquery in IN
SELECT id FROM every_type WHERE id IN (SELECT 3);
-- clause correlated subquery
SELECT id, (SELECT count(*) FROM every_type t WHERE t.id < e.id) FROM every_type e;
-- geospatial ST_Area
SELECT ST_Area(ST_Polygon('POLYGON ((0 0, 0 2, 3 2, 3 0, 0 0))'));
-- geospatial ST_AsBinary
SELECT ST_AsBinary(ST_Point(1, 2));
-- geospatial ST_AsText
SELECT ST_AsText(ST_Point(106.63E0, 26.65E0)), ST_AsText(ST_GeometryFromText('POINT (1 2)'));
-- geospatial ST_Boundary
SELECT ST_AsText(ST_Boundary(ST_LineFromText('LINESTRING (0 0, 1 1)')));
-- geospatial ST_Buffer
SELECT ST_Area(ST_Buffer(ST_Point(0, 0), 1E0)) > 3;
-- geospatial ST_Centroid
SELECT ST_AsText(ST_Centroid(ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))')));
-- geospatial ST_Contains
SELECT ST_Contains(ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))'), ST_Point(1, 1));
-- geospatial ST_ConvexHull
SELECT ST_AsText(ST_ConvexHull(ST_LineFromText('LINESTRING (0 0, 1 1, 1 0)')));
-- geospatial ST_CoordDim
SELECT ST_CoordDim(ST_Point(1, 2));
-- geospatial ST_Crosses
SELECT ST_Crosses(ST_LineFromText('LINESTRING (0 0, 1 1)'), ST_LineFromText('LINESTRING (0 1, 1 0)'));
-- geospatial ST_Difference
SELECT ST_AsText(ST_Difference(ST_Point(0, 0), ST_Point(1, 1)));
-- geospatial ST_Dimension
SELECT ST_Dimension(ST_Point(1, 2));
-- geospatial ST_Disjoint
SELECT ST_Disjoint(ST_Point(0, 0), ST_Point(1, 1));
-- geospatial ST_Distance
SELECT ST_Distance(ST_Point(0, 0), ST_Point(3, 4));
-- geospatial ST_EndPoint
SELECT ST_AsText(ST_EndPoint(ST_LineFromText('LINESTRING (0 0, 1 1)')));
-- geospatial ST_Envelope
SELECT ST_AsText(ST_Envelope(ST_LineFromText('LINESTRING (0 0, 1 1)')));
-- geospatial ST_EnvelopeAsPts
SELECT cardinality(ST_EnvelopeAsPts(ST_LineFromText('LINESTRING (0 0, 1 1)')));
-- geospatial ST_Equals
SELECT ST_Equals(ST_Point(0, 0), ST_Point(0, 0));
-- geospatial ST_ExteriorRing
SELECT ST_AsText(ST_ExteriorRing(ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))')));
-- geospatial ST_GeomFromBinary
SELECT ST_AsText(ST_GeomFromBinary(ST_AsBinary(ST_Point(1, 2))));
-- geospatial ST_GeomFromKML
SELECT ST_AsText(ST_GeomFromKML('<Point><coordinates>1,2</coordinates></Point>'));
-- geospatial ST_Geometries
SELECT cardinality(ST_Geometries(ST_Point(1, 2)));
-- geospatial ST_GeometryFromText
SELECT ST_X(ST_GeometryFromText('POINT (1 2)'));
-- geospatial ST_GeometryN
SELECT ST_AsText(ST_GeometryN(ST_GeometryFromText('MULTIPOINT (1 2, 3 4)'), 2));
-- geospatial ST_GeometryType
SELECT ST_GeometryType(ST_Point(1, 2));
-- geospatial ST_InteriorRingN
SELECT ST_InteriorRingN(ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))'), 1) IS NULL;
-- geospatial ST_InteriorRings
SELECT cardinality(ST_InteriorRings(ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))')));
-- geospatial ST_Intersection
SELECT ST_AsText(ST_Intersection(ST_Point(0, 0), ST_Point(0, 0)));
-- geospatial ST_Intersects
SELECT ST_Intersects(ST_Point(0, 0), ST_Point(0, 0));
-- geospatial ST_IsClosed
SELECT ST_IsClosed(ST_LineFromText('LINESTRING (0 0, 1 1)'));
-- geospatial ST_IsEmpty
SELECT ST_IsEmpty(ST_Point(1, 2));
-- geospatial ST_IsRing
SELECT ST_IsRing(ST_LineFromText('LINESTRING (0 0, 1 1)'));
-- geospatial ST_IsSimple
SELECT ST_IsSimple(ST_Point(1, 2));
-- geospatial ST_IsValid
SELECT ST_IsValid(ST_Point(1, 2));
-- geospatial ST_Length
SELECT ST_Length(ST_LineFromText('LINESTRING (0 0, 3 4)'));
-- geospatial ST_LineFromText
SELECT ST_AsText(ST_LineFromText('LINESTRING (0 0, 3 4)'));
-- geospatial ST_LineString
SELECT ST_AsText(ST_LineString(ARRAY[ST_Point(0, 0), ST_Point(1, 1)]));
-- geospatial ST_MultiPoint
SELECT ST_AsText(ST_MultiPoint(ARRAY[ST_Point(0, 0), ST_Point(1, 1)]));
-- geospatial ST_NumGeometries
SELECT ST_NumGeometries(ST_Point(1, 2));
-- geospatial ST_NumInteriorRing
SELECT ST_NumInteriorRing(ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))'));
-- geospatial ST_NumPoints
SELECT ST_NumPoints(ST_LineFromText('LINESTRING (0 0, 3 4)'));
-- geospatial ST_Overlaps
SELECT ST_Overlaps(ST_Point(0, 0), ST_Point(0, 0));
-- geospatial ST_Point
SELECT ST_X(ST_Point(1, 2)) IS NOT NULL;
-- geospatial ST_PointN
SELECT ST_AsText(ST_PointN(ST_LineFromText('LINESTRING (0 0, 3 4)'), 2));
-- geospatial ST_Points
SELECT cardinality(ST_Points(ST_LineFromText('LINESTRING (0 0, 3 4)')));
-- geospatial ST_Polygon
SELECT ST_AsText(ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))'));
-- geospatial ST_Relate
SELECT ST_Relate(ST_Point(0, 0), ST_Point(0, 0), '0FFFFFFF2');
-- geospatial ST_StartPoint
SELECT ST_AsText(ST_StartPoint(ST_LineFromText('LINESTRING (0 0, 3 4)')));
-- geospatial ST_SymDifference
SELECT ST_AsText(ST_SymDifference(ST_Point(0, 0), ST_Point(1, 1)));
-- geospatial ST_Touches
SELECT ST_Touches(ST_Point(0, 0), ST_Point(0, 0));
-- geospatial ST_Union
SELECT ST_AsText(ST_Union(ST_Point(0, 0), ST_Point(1, 1)));
-- geospatial ST_Within
SELECT ST_Within(ST_Point(1, 1), ST_Polygon('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))'));
-- geospatial ST_X
SELECT ST_X(ST_Point(1, 2));
-- geospatial ST_XMax
SELECT ST_XMax(ST_Point(1, 2));
-- geospatial ST_XMin
SELECT ST_XMin(ST_Point(1, 2));
-- geospatial ST_Y
SELECT ST_Y(ST_Point(1, 2));
-- geospatial ST_YMax
SELECT ST_YMax(ST_Point(1, 2));
-- geospatial ST_YMin
SELECT ST_YMin(ST_Point(1, 2));
-- geospatial bing_tile
SELECT bing_tile_quadkey(bing_tile(3, 5, 3));
-- geospatial bing_tile_at
SELECT bing_tile_quadkey(bing_tile_at(26.65E0, 106.63E0, 10));
-- geospatial bing_tile_coordinates
SELECT bing_tile_coordinates(bing_tile('213'));
-- geospatial bing_tile_polygon
SELECT ST_AsText(bing_tile_polygon(bing_tile('213')));
-- geospatial bing_tile_quadkey
SELECT bing_tile_quadkey(bing_tile('213'));
-- geospatial bing_tile_zoom_level
SELECT bing_tile_zoom_level(bing_tile('213'));
-- geospatial bing_tiles_around
SELECT cardinality(bing_tiles_around(26.65E0, 106.63E0, 10));
-- geospatial convex_hull_agg
SELECT ST_AsText(convex_hull_agg(ST_Point(1, 2)));
-- geospatial from_encoded_polyline
SELECT ST_AsText(from_encoded_polyline('_p~iF~ps|U'));
-- geospatial from_geojson_geometry
SELECT ST_AsText(to_geometry(from_geojson_geometry('{"type":"Point","coordinates":[1,2]}')));
-- geospatial geometry_from_hadoop_shape
SELECT ST_AsText(geometry_from_hadoop_shape(X'000000000101000000000000000000F03F0000000000000040'));
-- geospatial geometry_invalid_reason
SELECT geometry_invalid_reason(ST_Point(1, 2));
-- geospatial geometry_nearest_points
SELECT ST_AsText(geometry_nearest_points(ST_Point(1, 2), ST_Point(3, 4))[1]);
-- geospatial geometry_to_bing_tiles
SELECT cardinality(geometry_to_bing_tiles(ST_Point(1, 2), 5));
-- geospatial geometry_union
SELECT ST_AsText(geometry_union(ARRAY[ST_Point(1, 2)]));
-- geospatial geometry_union_agg
SELECT ST_AsText(geometry_union_agg(ST_Point(1, 2)));
-- geospatial line_interpolate_point
SELECT ST_AsText(line_interpolate_point(ST_LineFromText('LINESTRING (0 0, 3 4)'), 0.5E0));
-- geospatial line_interpolate_points
SELECT cardinality(line_interpolate_points(ST_LineFromText('LINESTRING (0 0, 3 4)'), 0.5E0));
-- geospatial line_locate_point
SELECT line_locate_point(ST_LineFromText('LINESTRING (0 0, 3 4)'), ST_Point(0, 0));
-- geospatial simplify_geometry
SELECT ST_AsText(simplify_geometry(ST_LineFromText('LINESTRING (0 0, 3 4)'), 1E0));
-- geospatial to_encoded_polyline
SELECT to_encoded_polyline(ST_LineFromText('LINESTRING (0 0, 3 4)'));
-- geospatial to_geojson_geometry
SELECT to_geojson_geometry(to_spherical_geography(ST_Point(1, 2)));
-- geospatial to_geometry
SELECT ST_AsText(to_geometry(to_spherical_geography(ST_Point(1, 2))));
-- geospatial to_spherical_geography
SELECT ST_Distance(to_spherical_geography(ST_Point(1, 2)), to_spherical_geography(ST_Point(3, 4)));
