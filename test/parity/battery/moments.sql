-- parts of a date
SELECT year(d), quarter(d), month(d), week(d), week_of_year(d), year_of_week(d), yow(d), day(d), day_of_month(d), day_of_week(d), dow(d), day_of_year(d), doy(d), last_day_of_month(d) FROM (VALUES DATE '2024-12-30', DATE '2021-01-03', DATE '1969-12-31', DATE '2024-02-29', DATE '-0044-03-15', NULL) t(d);
-- parts of a timestamp
SELECT year(t), week(t), dow(t), hour(t), minute(t), second(t), millisecond(t), last_day_of_month(t) FROM (VALUES TIMESTAMP '2024-12-30 23:59:58.987654', TIMESTAMP '1960-01-01 00:00:00.5', TIMESTAMP '1969-12-31 23:59:59.9999', NULL) t(t);
SELECT hour(t), minute(t), second(t), millisecond(t) FROM (VALUES TIME '10:20:30.123456', TIME '00:00:00', NULL) t(t);
SELECT year(t), dow(t), hour(t), minute(t), second(t), millisecond(t), last_day_of_month(t), timezone_hour(t), timezone_minute(t), timezone(t) FROM (VALUES TIMESTAMP '2024-12-31 23:30:00.5 Asia/Kolkata', TIMESTAMP '2024-12-31 23:30:00 -03:30', TIMESTAMP '1960-01-01 00:00:00 America/New_York', NULL) t(t);
SELECT EXTRACT(DOW FROM DATE '2024-01-07'), EXTRACT(YEAR FROM TIMESTAMP '2024-01-07 00:00:00'), EXTRACT(TIMEZONE_HOUR FROM TIMESTAMP '2024-01-07 00:00:00 Asia/Shanghai'), EXTRACT(DAY FROM INTERVAL '3' DAY);
-- parts of an interval
SELECT second(INTERVAL '-90' SECOND), minute(INTERVAL '-90' SECOND), hour(INTERVAL '-90' MINUTE), day(INTERVAL '-36' HOUR), millisecond(INTERVAL '-1.5' SECOND), year(INTERVAL '-14' MONTH), month(INTERVAL '-14' MONTH), to_milliseconds(INTERVAL '1' DAY);
-- date_trunc
SELECT date_trunc('day', d), date_trunc('week', d), date_trunc('month', d), date_trunc('quarter', d), date_trunc('YEAR', d) FROM (VALUES DATE '2024-05-15', DATE '1960-01-01', DATE '-0044-05-05', NULL) t(d);
SELECT date_trunc('millisecond', t), date_trunc('second', t), date_trunc('minute', t), date_trunc('hour', t), date_trunc('day', t), date_trunc('week', t), date_trunc('month', t), date_trunc('quarter', t), date_trunc('year', t) FROM (VALUES TIMESTAMP '2024-05-15 13:14:15.123456', TIMESTAMP '1960-01-01 10:00:00.123456', TIMESTAMP '-0044-05-05 10:00:00.5', NULL) t(t);
SELECT date_trunc('millisecond', t), date_trunc('second', t), date_trunc('minute', t), date_trunc('hour', t) FROM (VALUES TIME '10:20:30.123456', NULL) t(t);
SELECT date_trunc('minute', t), date_trunc('hour', t), date_trunc('day', t), date_trunc('week', t), date_trunc('month', t), date_trunc('year', t) FROM (VALUES TIMESTAMP '2024-05-15 13:44:15.123 Asia/Kolkata', TIMESTAMP '2024-03-10 12:45:00 America/New_York', TIMESTAMP '1960-01-01 00:45:00 Asia/Shanghai', NULL) t(t);
SELECT to_unixtime(date_trunc('hour', from_unixtime(s, 'Europe/Berlin'))), to_unixtime(date_trunc('minute', from_unixtime(s, 'Europe/Berlin'))), to_unixtime(date_trunc('day', from_unixtime(s, 'Europe/Berlin'))) FROM (VALUES 1729989000, 1729992600, 1729996200) t(s);
SELECT date_trunc('hour', DATE '2024-01-01');
SELECT date_trunc('foo', TIMESTAMP '2024-01-01 00:00:00');
SELECT date_trunc(NULL, DATE '2024-01-01'), date_trunc('day', CAST(NULL AS date));
-- date_add
SELECT date_add('day', n, d), date_add('week', n, d), date_add('month', n, d), date_add('quarter', n, d), date_add('year', n, d) FROM (VALUES DATE '2024-01-31', DATE '2024-02-29', DATE '1969-12-31') t(d) CROSS JOIN (VALUES 1, -1, 13, NULL) u(n);
SELECT date_add('millisecond', n, t), date_add('second', n, t), date_add('minute', n, t), date_add('hour', n, t), date_add('day', n, t), date_add('month', n, t), date_add('year', n, t) FROM (VALUES TIMESTAMP '2024-01-31 23:59:59.123456', TIMESTAMP '1968-02-29 00:00:00') t(t) CROSS JOIN (VALUES 1, -1, 25, NULL) u(n);
SELECT date_add('millisecond', 500, TIMESTAMP '2020-01-01 00:00:00'), date_add('millisecond', 499, TIMESTAMP '2020-01-01 00:00:00'), date_add('millisecond', 550, TIMESTAMP '2020-01-01 00:00:00.1'), date_add('millisecond', 5, TIMESTAMP '2020-01-01 00:00:00.123456');
SELECT date_add('millisecond', 500, TIMESTAMP '2020-01-01 00:00:00 UTC'), date_add('millisecond', 500, TIME '01:00:00'), date_add('millisecond', 499, TIME '01:00:00'), date_add('hour', 25, TIME '01:00:00'), date_add('minute', -90, TIME '01:00:00.5');
SELECT date_add('month', 1, TIMESTAMP '2024-09-27 02:30:00 Europe/Berlin'), to_unixtime(date_add('month', 1, TIMESTAMP '2024-09-27 02:30:00 Europe/Berlin')), to_unixtime(date_add('month', 1, TIMESTAMP '2024-10-03 01:30:00 America/New_York')), to_unixtime(date_add('day', 1, TIMESTAMP '2024-03-09 02:30:00 America/New_York')), to_unixtime(date_add('day', 1, TIMESTAMP '2024-03-30 02:30:00 Europe/Berlin'));
SELECT to_unixtime(date_add('day', 0, from_unixtime(s, 'Europe/Berlin'))), to_unixtime(date_add('hour', 1, from_unixtime(s, 'Europe/Berlin'))), to_unixtime(date_add('year', -1, from_unixtime(s, 'Europe/Berlin'))), to_unixtime(date_add('week', 1, from_unixtime(s, 'Europe/Berlin'))) FROM (VALUES 1729989000, 1729992600, 1729996200) t(s);
SELECT date_add('hour', 1, DATE '2024-01-01');
SELECT date_add('month', 99999999999, DATE '2024-01-01');
SELECT date_add('day', 99999999999, DATE '2024-01-01');
SELECT date_add(NULL, 1, DATE '2024-01-01');
-- date_diff
SELECT date_diff('day', a, b), date_diff('week', a, b), date_diff('month', a, b), date_diff('quarter', a, b), date_diff('year', a, b) FROM (VALUES (DATE '2024-01-31', DATE '2024-02-29'), (DATE '2024-02-29', DATE '2024-01-31'), (DATE '2020-02-29', DATE '2021-02-28'), (DATE '2024-03-31', DATE '2023-01-01'), (DATE '2024-01-09', DATE '2024-01-01'), (DATE '2019-03-01', DATE '2020-02-29'), (DATE '2020-03-01', DATE '2021-03-01'), (DATE '1960-05-31', DATE '2024-02-29'), (NULL, DATE '2024-01-01')) t(a, b);
SELECT date_diff('millisecond', a, b), date_diff('second', a, b), date_diff('minute', a, b), date_diff('hour', a, b), date_diff('day', a, b), date_diff('week', a, b), date_diff('month', a, b), date_diff('quarter', a, b), date_diff('year', a, b) FROM (VALUES (TIMESTAMP '2024-01-31 10:00:00', TIMESTAMP '2024-02-29 09:59:59.999'), (TIMESTAMP '2024-01-31 10:00:00', TIMESTAMP '2024-02-29 10:00:00'), (TIMESTAMP '2020-02-29 12:00:00', TIMESTAMP '2021-02-28 11:00:00'), (TIMESTAMP '1960-01-01 00:00:00.5', TIMESTAMP '1959-12-01 00:00:00.6'), (TIMESTAMP '2024-02-29 10:00:00', TIMESTAMP '2024-01-31 09:00:00')) t(a, b);
SELECT date_diff('millisecond', TIMESTAMP '2020-01-01 00:00:00.0009', TIMESTAMP '2020-01-01 00:00:00.0011'), date_diff('millisecond', TIME '00:00:00.0009', TIME '00:00:00.0011'), date_diff('second', TIME '00:00:00.9', TIME '00:00:01.1'), date_diff('hour', TIME '10:00:00', TIME '08:30:00');
SELECT date_diff('day', a, b), date_diff('hour', a, b), date_diff('month', a, b), date_diff('millisecond', a, b), date_diff('year', a, b) FROM (VALUES (TIMESTAMP '2024-03-09 12:00:00 America/New_York', TIMESTAMP '2024-03-10 12:00:00 America/New_York'), (TIMESTAMP '2024-01-31 23:30:00 Asia/Shanghai', TIMESTAMP '2024-02-29 16:00:00 UTC'), (TIMESTAMP '2024-01-31 23:30:00 UTC', TIMESTAMP '2023-12-31 16:00:00 Asia/Shanghai')) t(a, b);
SELECT date_diff('day', DATE '2024-01-01', TIMESTAMP '2024-01-02 10:00:00');
SELECT date_diff('hour', DATE '2024-01-01', DATE '2024-01-02');
-- zones
SELECT at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'Asia/Shanghai'), at_timezone(TIMESTAMP '2024-01-01 00:00:00.5 UTC', '+08:00'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', NULL), with_timezone(TIMESTAMP '2024-01-01 00:00:00', 'Asia/Shanghai'), TIMESTAMP '2024-01-01 00:00:00 UTC' AT TIME ZONE 'America/New_York';
SELECT at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'Foo/Bar');
SELECT to_unixtime(at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'Foo/Bar'));
SELECT at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'asia/shanghai');
SELECT with_timezone(TIMESTAMP '2024-03-10 02:30:00', 'America/New_York'), with_timezone(TIMESTAMP '2024-11-03 01:30:00', 'America/New_York'), to_unixtime(with_timezone(TIMESTAMP '2024-11-03 01:30:00', 'America/New_York')), to_unixtime(with_timezone(TIMESTAMP '2024-10-27 02:30:00', 'Europe/Berlin')), to_unixtime(with_timezone(TIMESTAMP '1986-05-04 02:30:00', 'Asia/Shanghai')), to_unixtime(with_timezone(TIMESTAMP '1990-09-16 01:30:00', 'Asia/Shanghai'));
SELECT timezone_hour(TIMESTAMP '2024-01-01 00:00:00 -03:30'), timezone_minute(TIMESTAMP '2024-01-01 00:00:00 -03:30'), current_timezone();
SELECT at_timezone(with_timezone(t, z), y) FROM (VALUES TIMESTAMP '2024-03-10 06:59:59', TIMESTAMP '2024-03-10 07:00:00', TIMESTAMP '1990-07-01 00:00:00', TIMESTAMP '2024-11-03 05:30:00', TIMESTAMP '2024-11-03 06:30:00') t(t) CROSS JOIN (VALUES 'UTC', 'Asia/Shanghai', '-05:30') u(z) CROSS JOIN (VALUES 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu') w(y);
-- seconds since 1970
SELECT from_unixtime(1.5), from_unixtime(-1.0005), from_unixtime(1.0005), from_unixtime(1E0, 'Asia/Shanghai'), from_unixtime(1, 8, 0), from_unixtime(1, -8, -30), from_unixtime(1, 0, 0), from_unixtime(1, '+08:00'), from_unixtime(nan()), from_unixtime(NULL), from_unixtime(1700000000);
SELECT from_unixtime(1, -8, 30), from_unixtime(1, 0, -30);
SELECT from_unixtime(1, 15, 0);
SELECT from_unixtime(1E20);
SELECT from_unixtime(1E13);
SELECT to_unixtime(TIMESTAMP '2024-01-01 00:00:00.123456'), to_unixtime(DATE '2024-01-01'), to_unixtime(TIMESTAMP '1960-01-01 00:00:00.123456 UTC');
SELECT date('2024-01-31'), date(TIMESTAMP '2024-01-31 23:59:59.999'), date(TIMESTAMP '2024-01-31 23:59:59 Asia/Shanghai'), date(DATE '2024-01-31'), date(NULL);
SELECT date('2024-1-31x');
-- durations
SELECT human_readable_seconds(96), human_readable_seconds(3762), human_readable_seconds(56363463), human_readable_seconds(0.4), human_readable_seconds(0.5), human_readable_seconds(1), human_readable_seconds(-5), human_readable_seconds(-96.5), human_readable_seconds(604800);
SELECT human_readable_seconds(nan());
SELECT human_readable_seconds(infinity());
SELECT parse_duration('42.8ms'), parse_duration('3.81 d'), parse_duration('5m'), parse_duration(' 1.0005 s '), parse_duration('1500us'), parse_duration('1499999ns'), parse_duration('0.0005s'), parse_duration(NULL);
SELECT parse_duration('5 M');
SELECT parse_duration('-5 m');
-- series
SELECT sequence(DATE '2024-01-01', DATE '2024-01-05'), sequence(DATE '2024-01-05', DATE '2024-01-01'), sequence(DATE '2024-01-31', DATE '2024-04-30', INTERVAL '1' MONTH), sequence(DATE '2024-01-31', DATE '2023-10-30', INTERVAL '-1' MONTH), sequence(DATE '2024-01-01', DATE '2024-01-05', INTERVAL '2' DAY);
SELECT sequence(TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-02 00:00:00', INTERVAL '7' HOUR), sequence(TIMESTAMP '2024-01-31 10:00:00', TIMESTAMP '2024-03-31 09:00:00', INTERVAL '1' MONTH), sequence(TIMESTAMP '2024-01-31 10:00:00.123456', TIMESTAMP '2024-03-31 10:00:00.123455', INTERVAL '1' MONTH), sequence(TIMESTAMP '2024-01-31 10:00:00.123456', TIMESTAMP '2024-01-31 10:00:01.123455', INTERVAL '1' SECOND);
SELECT sequence(DATE '2024-01-05', DATE '2024-01-01', INTERVAL '1' DAY);
SELECT sequence(DATE '2024-01-01', DATE '2024-01-05', INTERVAL '1' HOUR);
SELECT sequence(DATE '2024-01-01', DATE '2024-01-05', INTERVAL '0' DAY);
SELECT sequence(DATE '1900-01-01', DATE '2024-01-05');
SELECT sequence(DATE '2024-01-20', DATE '2024-01-05', INTERVAL '1' MONTH);
SELECT d FROM UNNEST(sequence(DATE '2024-01-01', DATE '2024-03-01', INTERVAL '1' MONTH)) t(d);
SELECT sequence(CAST(NULL AS date), DATE '2024-01-05'), sequence(DATE '2024-01-05', DATE '2024-01-05', INTERVAL '-3' DAY);
-- the every-type table
SELECT id, year(dt), date_trunc('month', dt), date_add('month', 1, dt), date_diff('day', dt, DATE '2024-01-01') FROM every_type;
-- the query's own moment
SELECT now() = current_timestamp, typeof(now()), typeof(current_timestamp(6)), current_date = date(now()), localtimestamp = CAST(now() AS timestamp(3)), typeof(localtime);
-- within other expressions
SELECT IF(false, date_parse('x', '%Y')), CASE WHEN 1 = 0 THEN date_parse('x', '%Y') ELSE TIMESTAMP '2020-01-01 00:00:00' END, try(date_parse('x', '%Y')), try(from_iso8601_date('x')), try(parse_datetime('x', 'yyyy')), try(at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'x/y')), try(from_unixtime(1E30)), try(parse_duration('x')), try(sequence(DATE '2024-01-05', DATE '2024-01-01', INTERVAL '1' DAY));
SELECT id, date_format(date_parse(date_format(dt, '%Y%m%d'), '%Y%m%d'), '%Y') FROM every_type;
SELECT transform(sequence(DATE '2024-01-01', DATE '2024-01-03'), d -> date_format(date_add('month', 1, date_trunc('month', d)), '%a')), transform(ARRAY['2024-01-01', '2024-01-02'], d -> date_parse(d, '%Y-%m-%d')), transform(ARRAY[TIMESTAMP '2024-01-01 00:00:00 UTC'], d -> date_format(at_timezone(d, 'Asia/Shanghai'), '%Y %H'));
SELECT DATE '9999-12-31' + INTERVAL '1' DAY, date_add('year', 8000, DATE '2024-01-01'), year(DATE '+10024-01-01');
-- names of zones
SELECT at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'Z'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'GMT'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', '+8'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', '+0800'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'UTC+08:00'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', '+00:00'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'Etc/UTC'), at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'Etc/GMT');
SELECT at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', '');
SELECT at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', '+14:30');
SELECT at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', '+08:75');
SELECT to_unixtime(with_timezone(TIMESTAMP '1900-06-01 00:00:00', 'Asia/Shanghai')), timezone_minute(TIMESTAMP '1900-06-01 00:00:00 Asia/Shanghai');
SELECT to_iso8601(TIMESTAMP '1900-06-01 00:00:00 Asia/Shanghai');
