-- date_format
SELECT date_format(TIMESTAMP '2024-09-05 15:04:05.123', '%a %b %c %d %e %f %H %h %I %i %j %k %l %M %m %p %r %S %s %T %v %x %W %Y %y %%'), date_format(TIMESTAMP '2024-09-05 15:04:05.123456', '%f'), date_format(TIMESTAMP '-0044-09-05 15:04:05', '%Y %y %x'), date_format(TIMESTAMP '+12024-09-05 15:04:05', '%Y %y'), date_format(TIMESTAMP '2024-09-05 15:04:05', '%q%'), date_format(TIMESTAMP '2024-01-01 00:00:00 Asia/Shanghai', '%H'), date_format(DATE '2024-01-01', '%Y年%m月%d日'), date_format(CAST(NULL AS timestamp), 'abc');
SELECT date_format(t, '%Y-%m-%d %H:%i:%s'), date_format(t, '%I %l %p'), date_format(t, '%W %x-%v') FROM (VALUES TIMESTAMP '2024-12-30 00:00:00', TIMESTAMP '2021-01-03 12:00:00', TIMESTAMP '1960-01-01 23:59:59.9', NULL) t(t);
SELECT date_format(TIMESTAMP '2024-09-05 15:04:05', '%w');
-- format_datetime
SELECT format_datetime(t, 'G C x xx xxxx y yy yyyy yyyyy Y YY YYYY M MM MMM MMMM d dd ddd a h hh H HH k K m s S SS SSS SSSS SSSSSS e E EEE EEEE D DDD w ww') FROM (VALUES TIMESTAMP '2024-09-05 15:04:05.123456', TIMESTAMP '-0044-09-05 00:04:05', TIMESTAMP '2021-01-03 12:00:00', NULL) t(t);
SELECT format_datetime(TIMESTAMP '2024-09-05 15:04:05 Asia/Shanghai', 'Z ZZ ZZZ'), format_datetime(TIMESTAMP '2024-09-05 15:04:05 +08:00', 'Z ZZ ZZZ ZZZZ'), format_datetime(TIMESTAMP '2024-09-05 15:04:05 UTC', 'Z ZZ ZZZ'), format_datetime(TIMESTAMP '2024-09-05 15:04:05 America/New_York', 'yyyy-MM-dd''T''HH:mm:ss.SSSZZ'), format_datetime(TIMESTAMP '2024-09-05 15:04:05 -03:30', 'Z');
SELECT format_datetime(TIMESTAMP '2024-09-05 15:04:05', '''T'' yyyy''年''''T''年'), format_datetime(TIMESTAMP '2024-09-05 15:04:05', '''Z'''), format_datetime(TIMESTAMP '2024-01-01 00:00:00', 'yyyy ''abc'), format_datetime(DATE '2024-01-01', 'yyyy年MM月');
SELECT format_datetime(TIMESTAMP '2024-01-01 00:00:00', '''a''''b'' yyyy '''' MM');
SELECT format_datetime(TIMESTAMP '2024-01-01 00:00:00', 'q');
SELECT format_datetime(TIMESTAMP '2024-01-01 00:00:00', 'Z');
SELECT format_datetime(TIMESTAMP '2024-01-01 00:00:00', '');
-- date_parse
SELECT date_parse('10:20', '%H:%i'), date_parse('3', '%d'), date_parse('2024', '%Y'), date_parse('5 PM', '%H %p'), date_parse('15 AM', '%H %p'), date_parse('5', '%h'), date_parse('PM', '%p'), date_parse(NULL, '%Y');
SELECT date_parse('20240229', '%Y%m%d'), date_parse('2024-2-9', '%Y-%m-%d'), date_parse('+2024-02-09', '%Y-%m-%d'), date_parse('24-02-09', '%y-%m-%d'), date_parse('70-02-09', '%y-%m-%d'), date_parse('69-02-09', '%y-%m-%d'), date_parse('24-02-09', '%Y-%m-%d'), date_parse('-0044-02-09', '%Y-%m-%d');
SELECT date_parse('1.123456789', '%s.%f'), date_parse('Tuesday 2024-02-06', '%W %Y-%m-%d'), date_parse('2024-02-06 Tue', '%Y-%m-%d %a'), date_parse('2024-02-06 Mon', '%Y-%m-%d %a'), date_parse('2024-03-01 Mon', '%Y-%m-%d %a'), date_parse('2025-01-01 mon', '%Y-%m-%d %a');
SELECT date_parse('2024-060', '%Y-%j'), date_parse('366', '%j'), date_parse('MAR 5 2024', '%b %d %Y'), date_parse('March 5 2024', '%b %d %Y'), date_parse('mar 5 2024', '%M %d %Y');
SELECT date_parse('2024年02月09日', '%Y年%m月%d日'), date_parse('12 AM', '%I %p'), date_parse('12:00:00 PM', '%r'), date_parse('5 pm', '%l %p'), date_parse('2024-02-09t10:20:30', '%Y-%m-%dT%T');
SELECT date_parse('2024-13-01', '%Y-%m-%d');
SELECT date_parse('2024-02-30', '%Y-%m-%d');
SELECT date_parse('2024-02-09 ', '%Y-%m-%d');
SELECT date_parse('2024-02-09', '%Y-%m-%D');
SELECT date_parse('24', '%H');
SELECT date_parse('123', '%H%i');
SELECT date_parse('12', '%H%i');
SELECT date_parse('0', '%h');
SELECT date_parse('2023-366', '%Y-%j');
SELECT date_parse('jAN 5 2024', '%b %d %Y');
SELECT date_parse('', '%Y');
SELECT date_parse('1.Z', '%s.%fZ');
SELECT date_parse('2024-02-09 10', '%Y-%m-%d');
SELECT x, try(date_parse(x, '%Y-%m-%d')), try(date_parse(x, '%Y%m%d')), try(date_parse(x, '%d/%m/%Y %H:%i')) FROM (VALUES '2024-01-31', '20240131', '31/1/2024 5:07', '2024-02-30', '', 'abc', '2024-1-5', '０', NULL) t(x);
-- parse_datetime
SELECT parse_datetime('2024-01-01 +0800', 'yyyy-MM-dd Z'), parse_datetime('2024-01-01 +08:00', 'yyyy-MM-dd Z'), parse_datetime('2024-01-01 Z', 'yyyy-MM-dd Z'), parse_datetime('2024-01-01 Z', 'yyyy-MM-dd ZZ'), parse_datetime('2024-01-01 +08', 'yyyy-MM-dd Z'), parse_datetime('2024-01-01 +00:00', 'yyyy-MM-dd ZZ'), parse_datetime('2024-01-01 -03:30', 'yyyy-MM-dd ZZ');
SELECT parse_datetime('2024-1-1 1:2', 'yyyy-MM-dd HH:mm'), parse_datetime('24-1-1', 'yyyy-MM-dd'), parse_datetime('-2024-1-1', 'yyyy-MM-dd'), parse_datetime('-5', 'yyyy'), parse_datetime('2024-01-01T00:00:00.12', 'yyyy-MM-dd''T''HH:mm:ss.SSS'), parse_datetime('20240101', 'yyyyMMdd'), parse_datetime('2024', 'YYYY'), parse_datetime('24:00', 'kk:mm'), parse_datetime('11 PM', 'KK a');
SELECT parse_datetime('2024-01-01 +8', 'yyyy-MM-dd Z');
SELECT parse_datetime('2024-01-01', 'yyyy-MM-dd Z');
SELECT parse_datetime('2024-01-01 z', 'yyyy-MM-dd Z');
SELECT parse_datetime('2024-01-01 +15:00', 'yyyy-MM-dd Z');
SELECT parse_datetime('0', 'YYYY');
SELECT parse_datetime('2024-01-01 00:00:60', 'yyyy-MM-dd HH:mm:ss');
-- ISO 8601
SELECT to_iso8601(DATE '2024-01-01'), to_iso8601(TIMESTAMP '2024-01-01 01:02:03.123456'), to_iso8601(TIMESTAMP '2024-01-01 01:02:03'), to_iso8601(TIMESTAMP '2024-01-01 01:02:03.1 Asia/Shanghai'), to_iso8601(TIMESTAMP '2024-01-01 01:02:03.123 UTC'), to_iso8601(TIMESTAMP '-0044-01-01 01:02:03.123'), to_iso8601(TIMESTAMP '+12024-01-01 01:02:03.123'), to_iso8601(DATE '-0044-01-01'), to_iso8601(DATE '12024-01-01'), to_iso8601(CAST(NULL AS timestamp));
SELECT to_iso8601(TIMESTAMP '2024-01-01 01:02:03 Europe/London'), to_iso8601(TIMESTAMP '2024-01-01 01:02:03 -03:30'), to_iso8601(CAST(NULL AS timestamp(3) with time zone));
SELECT from_iso8601_date('2024-01-01'), from_iso8601_date('2024-1-1'), from_iso8601_date('2024'), from_iso8601_date('2024-03'), from_iso8601_date('2024-W10'), from_iso8601_date('2024-W10-3'), from_iso8601_date('2024-123'), from_iso8601_date('-0044-01-01'), from_iso8601_date('24-01-01'), from_iso8601_date(NULL), from_iso8601_date('2020-W53-5'), from_iso8601_date('+2024-01-01');
SELECT from_iso8601_date('2024-01-01T00:00:00');
SELECT from_iso8601_date('20240101');
SELECT from_iso8601_date('2021-W53');
SELECT from_iso8601_date('2023-366');
SELECT from_iso8601_date('2024-02-30');
SELECT from_iso8601_date('');
SELECT from_iso8601_date('2024-w10-3');
SELECT from_iso8601_date('2024-5-');
SELECT from_iso8601_timestamp('2024-01-01'), from_iso8601_timestamp('2024-01-01T'), from_iso8601_timestamp('2024-01-01T10'), from_iso8601_timestamp('2024-01-01T10:20'), from_iso8601_timestamp('2024-01-01T10:20:30'), from_iso8601_timestamp('2024-01-01T10:20:30.123456'), from_iso8601_timestamp('2024-01-01T10:20:30,1'), from_iso8601_timestamp('2024-01-01T10:20:30Z'), from_iso8601_timestamp('2024-01-01T10:20:30+08:00'), from_iso8601_timestamp('2024-01-01T10:20:30+0800'), from_iso8601_timestamp('2024-01-01T10:20:30+08'), from_iso8601_timestamp('2024-01-01T10.5'), from_iso8601_timestamp('2024-01-01T1:2:3'), from_iso8601_timestamp('T10:20'), from_iso8601_timestamp('2024-W10-3T10:20:30'), from_iso8601_timestamp('2024-123T10:20:30-00:00'), from_iso8601_timestamp(NULL);
SELECT from_iso8601_timestamp('2024-01-01t10:20:30z'), from_iso8601_timestamp('2024-01-01T10:20.25'), from_iso8601_timestamp('2024T10:00Z'), from_iso8601_timestamp('1960-01-01T00:00:00.999Z'), from_iso8601_timestamp('2024-01-01TZ');
SELECT from_iso8601_timestamp('2024-01-01 10:20:30');
SELECT from_iso8601_timestamp('2024-01-01T24:00:00');
SELECT from_iso8601_timestamp('2024-01-01Z');
SELECT from_iso8601_timestamp('2024-01-01T10:20:30.');
SELECT from_iso8601_timestamp('T');
SELECT from_iso8601_timestamp('T10:20:30Z');
-- patterns people write
SELECT parse_datetime('Jan 5, 2024 3:04 pm', 'MMM d, yyyy h:mm a'), parse_datetime('Friday, January 5, 2024', 'EEEE, MMMM d, yyyy'), parse_datetime('2024.123', 'yyyy.D'), date_parse('05012024', '%d%m%Y'), parse_datetime('05012024123456', 'ddMMyyyyHHmmss'), parse_datetime('20240105123456789', 'yyyyMMddHHmmssSSS'), date_parse('100', '100%'), date_parse('2024-01-01%', '%Y-%m-%d%%');
