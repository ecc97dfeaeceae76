-- chr
SELECT chr(0);
SELECT chr(65);
SELECT chr(1114111);
SELECT chr(-1);
SELECT chr(1114112);
SELECT chr(55296);
SELECT chr(CAST(NULL AS bigint));
-- codepoint
SELECT codepoint('贵');
SELECT codepoint(CAST('ab' AS varchar(1)));
SELECT codepoint('');
SELECT codepoint('ab');
SELECT codepoint(CAST(NULL AS varchar(1)));
-- concat
SELECT concat('a',NULL);
SELECT concat('a','b','c');
SELECT concat('a');
SELECT concat(CAST('a' AS char(3)), CAST('b' AS char(2)));
SELECT typeof(concat(CAST('a' AS char(3)), CAST('b' AS char(2))));
SELECT concat('a', CAST('b' AS char(3)));
SELECT concat('a', 1);
SELECT concat(CAST('a' AS char(3)), CAST('b' AS char(2)), CAST('c' AS char(2)));
SELECT concat('a', 'b', NULL);
-- concat_ws
SELECT concat_ws(',', 'a', NULL, 'b');
SELECT concat_ws(NULL,'a');
SELECT concat_ws(',', ARRAY['a',NULL,'b']);
SELECT concat_ws(',');
SELECT concat_ws(',', ARRAY[]);
SELECT concat_ws(',', '', '');
SELECT concat_ws(',', CAST(NULL AS array(varchar)));
-- lpad
SELECT lpad('abc', 2, 'xy');
SELECT lpad('abc',7,'xy');
SELECT lpad('贵', 3, '阳');
SELECT lpad('abc',0,'x');
SELECT lpad('abc', 5, '');
SELECT lpad('abc', -1, 'x');
SELECT lpad('abc', 3, '');
SELECT lpad(CAST('ab' AS char(4)), 6, 'x');
SELECT lpad(NULL, 3, 'x');
-- rpad
SELECT rpad('abc',7,'xy');
SELECT rpad('abc', 2147483648, 'x');
SELECT rpad(CAST('ab' AS char(4)), 6, 'x');
-- replace
SELECT replace('abcabc','b');
SELECT replace('abc','','x');
SELECT replace('','','x');
SELECT replace('abc','b','');
SELECT replace(CAST('ab' AS char(4)),'b','c');
SELECT replace('a', NULL);
SELECT replace('aaa','aa','b');
SELECT replace('', '', 'x');
SELECT replace('贵阳','','-');
-- split
SELECT split('a,b,,c',',');
SELECT split('',',');
SELECT split('abc','b',1);
SELECT split('a,b,c',',',2);
SELECT split('abc','');
SELECT split('abc','b',0);
SELECT split(CAST('ab' AS char(4)),'b');
SELECT split('a', NULL);
-- split_part
SELECT split_part('a,b,c',',',2);
SELECT split_part('a,b',',',3);
SELECT split_part('',',',1);
SELECT split_part('abc','',1);
SELECT split_part('abc','',3);
SELECT split_part('abc','',4);
SELECT split_part('','',1);
SELECT split_part('a,b',',',0);
SELECT split_part('a,b',',',-1);
SELECT split_part(NULL, ',', 1);
-- split_to_map
SELECT split_to_map('a:1,b:2',',',':');
SELECT split_to_map('',',',':');
SELECT split_to_map('a:1,',',',':');
SELECT split_to_map('a:1,a:2',',',':');
SELECT split_to_map('a',',',':');
SELECT split_to_map('a:1',',',',');
SELECT split_to_map('a:1:2',',',':');
SELECT split_to_map('a:1','',':');
SELECT split_to_map('a:1,,b:2',',',':');
SELECT split_to_map('a:',',',':');
SELECT split_to_map(':1',',',':');
SELECT split_to_map('a:1;',';',':');
SELECT split_to_map(NULL,',',':');
-- split_to_multimap
SELECT split_to_multimap('a:1,a:2',',',':');
SELECT split_to_multimap('',',',':');
SELECT split_to_multimap('a',',',':');
SELECT split_to_multimap('b:1,a:2,b:3',',',':');
-- strpos
SELECT strpos('abc','c');
SELECT strpos('abc','');
SELECT strpos('abcabc','b',2);
SELECT strpos('abcabc','b',-1);
SELECT strpos('abcabc','b',3);
SELECT strpos('贵阳贵','贵',-1);
SELECT strpos('aaa','aa',-2);
SELECT strpos('aaa','aa',2);
SELECT strpos('aaa','',2);
SELECT strpos('aaa','',-1);
SELECT strpos('abc','b',0);
SELECT strpos(CAST('ab' AS char(4)),'b');
SELECT strpos(NULL, 'a');
-- starts_with
SELECT starts_with('abc','');
SELECT starts_with('abc','ab');
SELECT starts_with('','a');
SELECT starts_with(CAST('ab' AS char(4)),'a');
-- substr
SELECT substr('abc',0);
SELECT substr('abc',-2);
SELECT substr('abc',-5);
SELECT substr('abc',2,0);
SELECT substr('abc',2,-1);
SELECT substr('abc',4);
SELECT substr('abc',-2,1);
SELECT substr('abc',0,2);
SELECT substr('abc',3,5);
SELECT substr('abc',-3,2);
SELECT substr('abc',4294967297);
SELECT substr('abc',1,9223372036854775807);
SELECT substr('abc', -9223372036854775807);
SELECT substr(CAST('ab' AS char(4)),2);
SELECT substr(CAST('ab' AS char(4)),1,4);
SELECT substr(CAST('ab' AS char(4)),-2,2);
SELECT substr(CAST('ab' AS char(4)),-4,2);
SELECT substr(NULL, 1);
SELECT substr('abc', 2), substring('abc' FROM 2 FOR 1), position('b' IN 'abc');
SELECT substr(substr(substr('abcdef', -5), -4), -3);
-- translate
SELECT translate('abcd','abc','AB');
SELECT translate('abcd','','xy');
SELECT translate('abca','aa','xy');
SELECT translate('a','a','贵');
SELECT translate('abc', 'abc', NULL);
SELECT translate('贵阳', '贵', 'G');
SELECT translate('hello','lo','01');
-- normalize
SELECT normalize('é');
SELECT normalize('e'||chr(769), NFC);
SELECT normalize('ﬁ', NFKC);
SELECT normalize('é', NFD);
SELECT normalize('ﬁ', NFKD);
-- levenshtein_distance
SELECT levenshtein_distance('贵阳朗玛','贵阳郎玛');
SELECT levenshtein_distance('','');
SELECT levenshtein_distance('kitten','sitting');
SELECT levenshtein_distance('','abc');
SELECT levenshtein_distance(CAST('ab' AS char(4)),'a');
SELECT levenshtein_distance('贵州省贵阳市观山湖区林城西路', '贵州省贵阳市云岩区中华北路1号');
SELECT levenshtein_distance('é','e');
SELECT levenshtein_distance(NULL,'a');
SELECT levenshtein_distance(reverse('贵阳'), upper('阳贵x'));
-- hamming_distance
SELECT hamming_distance('贵阳朗玛','贵阳郎玛');
SELECT hamming_distance('','');
SELECT hamming_distance('a','ab');
SELECT hamming_distance(CAST('ab' AS char(4)),'ab  ');
SELECT hamming_distance('', 'a');
-- luhn_check
SELECT luhn_check('79927398713');
SELECT luhn_check('79927398714');
SELECT luhn_check('');
SELECT luhn_check('0');
SELECT luhn_check('7992 739');
SELECT luhn_check('1２');
SELECT luhn_check(CAST(NULL AS varchar));
SELECT luhn_check('18');
SELECT luhn_check('26');
SELECT luhn_check(NULL);
-- reverse
SELECT reverse('a贵e'||chr(769));
SELECT reverse('');
SELECT reverse(CAST('ab' AS char(4)));
-- upper
SELECT upper('straße');
SELECT upper('ıi');
SELECT upper('ǆ');
SELECT upper(CAST(' a' AS char(3)));
SELECT upper('ßa');
SELECT upper('ŉ');
SELECT upper('ǰ');
SELECT upper('ﬁ');
SELECT upper(lower(reverse(substr(lpad(trim(' abc '), 10, 'xy'), 3, 5))));
-- lower
SELECT lower('İSTANBUL');
SELECT lower('ΑΣ');
SELECT lower(CAST('AB' AS char(4)));
SELECT lower('ẞ');
SELECT lower('ǅ');
-- trim
SELECT trim(CAST('a ' AS char(3)));
SELECT trim(CAST(' ab ' AS char(5)),'ab');
SELECT trim(NULL, 'x');
SELECT trim(BOTH FROM '  x '), trim(TRAILING 'x' FROM 'axx'), ltrim('  x'), rtrim(chr(12288) || 'x' || chr(12288)), length(rtrim('x' || chr(160)));
-- length
SELECT length(CAST('a' AS char(3)));
SELECT length(1);
-- ltrim
SELECT ltrim(CAST(' ab' AS char(4)));
SELECT ltrim('xxabc','x'), rtrim('abcxy','xy'), trim('xaxbx','x'), trim('贵a贵','贵'), trim(' a '), trim('abc',''), trim(LEADING 'ab' FROM 'abab c'), trim('a]b','][b');
SELECT ltrim('abc', NULL);
-- rtrim
SELECT rtrim(CAST(' ab ' AS char(5)),'b');
SELECT rtrim(CAST(' ab ' AS char(5)));
-- from_base32
SELECT from_base32('MFRGG===');
SELECT from_base32('MFRGG');
SELECT from_base32('mfrgg');
-- word_stem
SELECT word_stem('running');
-- over a table
SELECT id, upper(v), lower(v), reverse(v), length(v), substr(v, -2), substr(v, 2, 3), trim(v), lpad(v, 8, '*'), replace(v, 'a', 'xx'), split(v, ' '), split_part(v, ' ', 2), strpos(v, 'a'), to_hex(to_utf8(v)), to_hex(md5(to_utf8(v))), crc32(to_utf8(v)) FROM every_type;
SELECT id, upper(c), length(c), reverse(c), trim(c), substr(c, 2), to_utf8(c) FROM every_type;
-- over rows
SELECT x, upper(x), lower(x), reverse(x), trim(x), length(x), to_hex(md5(to_utf8(x))), crc32(to_utf8(x)), from_utf8(to_utf8(x)), to_base64(to_utf8(x)), to_hex(reverse(to_utf8(x))), url_encode(x), url_decode(url_encode(x)) FROM (VALUES 'abc', '', NULL, ' ß贵 ', chr(9)||'x', '😀z', 'e'||chr(769), chr(0)||'a', 'İı', 'a%b c+d', chr(12288)||'全角'||chr(160)) t(x);
SELECT x, n, substr(x, n), substr(x, n, 2), lpad(x, abs(n), '*'), split_part(x, ',', abs(n)+1), strpos(x, ',', n+7), x || 'z', concat(x, '-', x), concat_ws('/', x, NULL, x), starts_with(x, 'a'), levenshtein_distance(x, 'a,b'), replace(x, ',', '，'), translate(x, 'ab,', 'AB'), split(x, ','), split(x, ',', 2) FROM (VALUES ('a,b,c', 1), ('a,b,c', -2), ('', 3), (NULL, 1), ('贵,阳', 0), (',', -1), ('a', NULL), ('abc', -5)) t(x, n);
SELECT n, try(chr(n)), try(split_part('a,b', ',', n)), try(lpad('a', n, 'x')), try(substr('abc', n)) FROM (VALUES -1, 0, 65, 55296, 2000000) t(n);
SELECT x, CASE WHEN x <> '' THEN codepoint(CAST(x AS varchar(1))) ELSE -1 END FROM (VALUES 'a', '', '贵') t(x);
SELECT split_to_map(x, ';', '='), split_to_multimap(x, ';', '=') FROM (VALUES 'a=1;b=2', '', NULL, 'k=;j=贵') t(x);
SELECT luhn_check(x), hamming_distance(x, '4111') FROM (VALUES '4111', '1234', NULL) t(x);
SELECT substr('abc', 2), substr('abc', n) FROM (VALUES 1) t(n) WHERE substr('abc', n) LIKE 'a%';
-- try
SELECT try(split_part('a', ',', 0));
SELECT try(chr(-1));
SELECT try(lpad('a', -1, 'x'));
-- transform
SELECT transform(ARRAY['a,b','c'], x -> split_part(x, ',', 1));
SELECT transform(ARRAY['a1','b2'], x -> upper(reverse(lpad(x, 4, '-'))));
