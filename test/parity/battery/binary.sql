-- from_utf8
SELECT from_utf8(X'616263');
SELECT from_utf8(X'61ff62');
SELECT from_utf8(X'61ff62', '?');
SELECT from_utf8(X'61ff62', 63);
SELECT from_utf8(X'61ff62','');
SELECT from_utf8(X'E8B4');
SELECT from_utf8(X'EDA080');
SELECT from_utf8(X'F0808080');
SELECT from_utf8(X'c080');
SELECT from_utf8(X'61ff62','??');
SELECT from_utf8(X'61ff62',1114112);
SELECT from_utf8(X'');
SELECT from_utf8(to_utf8('贵'));
-- to_utf8
SELECT to_utf8(CAST('ab' AS char(4)));
SELECT to_utf8('');
-- to_base32
SELECT to_base32(X'616263');
-- to_base64
SELECT to_base64(X'');
SELECT to_base64(X'61ff');
-- from_base64
SELECT from_base64('');
SELECT from_base64('YQ==');
SELECT from_base64('YR==');
SELECT from_base64('YWI=');
SELECT from_base64('YWI');
SELECT from_base64('YWJjZA');
SELECT from_base64('YWJjZA=');
SELECT from_base64(X'59513d3d');
SELECT from_base64('Yf8=');
SELECT from_base64('Yf8');
SELECT from_base64('Y');
SELECT from_base64('Y*==');
SELECT from_base64('YWJj\nZA==');
SELECT from_base64('YWJ=j');
-- to_hex
SELECT to_hex(X'');
SELECT to_hex(X'ab0f');
-- md5
SELECT md5(X'');
SELECT md5(X'61');
SELECT md5(NULL);
-- crc32
SELECT crc32(X'');
SELECT crc32(X'616263');
SELECT crc32(to_utf8('贵阳'));
-- length
SELECT length(X'');
SELECT length(X'6162');
-- concat
SELECT concat(X'61',X'62',X'63');
SELECT concat(X'61',X'62');
SELECT concat(X'61');
SELECT concat(X'61', NULL);
-- others
SELECT X'61' || X'62';
-- from_hex
SELECT from_hex(X'3631');
SELECT from_hex('AB0f');
SELECT from_hex('');
SELECT from_hex('abc');
SELECT from_hex('zz');
-- sha1
SELECT sha1(X'61');
-- sha256
SELECT sha256(X'61');
SELECT sha256(X'');
-- xxhash64
SELECT xxhash64(X'61');
-- murmur3
SELECT murmur3(X'61');
-- spooky_hash_v2_64
SELECT spooky_hash_v2_64(X'61');
-- hmac_sha256
SELECT hmac_sha256(X'61', X'62');
SELECT hmac_sha256(X'61', X'');
SELECT hmac_sha256(X'61', from_hex(rpad('', 200, 'ab')));
-- hmac_md5
SELECT hmac_md5(X'61', X'62');
-- sha512
SELECT sha512(X'61');
-- hmac_sha512
SELECT hmac_sha512(X'61', X'62');
-- hmac_sha1
SELECT hmac_sha1(X'61',X'62');
SELECT hmac_sha1(X'61', X'62');
-- to_base64url
SELECT to_base64url(X'fbff');
-- from_base64url
SELECT from_base64url('-_8=');
SELECT from_base64url('-_8');
-- to_big_endian_64
SELECT to_big_endian_64(1);
SELECT to_big_endian_64(-1);
-- from_big_endian_64
SELECT from_big_endian_64(X'0000000000000001');
SELECT from_big_endian_64(X'ffffffffffffffff');
SELECT from_big_endian_64(X'01');
-- to_big_endian_32
SELECT to_big_endian_32(-2);
-- from_big_endian_32
SELECT from_big_endian_32(X'80000000');
-- to_ieee754_32
SELECT to_ieee754_32(REAL '1.5');
-- to_ieee754_64
SELECT to_ieee754_64(-1.5E0);
SELECT to_ieee754_64(nan());
SELECT to_ieee754_64(-0E0);
-- from_ieee754_64
SELECT from_ieee754_64(X'3ff8000000000000');
SELECT from_ieee754_64(X'3f');
SELECT from_ieee754_64(to_ieee754_64(nan()));
-- from_ieee754_32
SELECT from_ieee754_32(X'3fc00000');
-- reverse
SELECT reverse(X'616263');
SELECT reverse(X'');
-- substr
SELECT substr(X'616263',2);
SELECT substr(X'616263',-2,1);
SELECT substr(X'616263',0);
SELECT substr(X'010203', 2, 1);
SELECT substr(X'010203', -1);
-- lpad
SELECT lpad(X'61',3,X'6263');
SELECT lpad(X'616263',2,X'00');
SELECT lpad(X'61', 3, X'');
SELECT lpad(X'61', 3, NULL);
SELECT lpad(X'6161', 5, X'0102');
-- rpad
SELECT rpad(X'61',4,X'6263');
SELECT rpad(X'6161', 1, X'01');
-- try
SELECT try(from_hex('zz'));
-- over rows
SELECT to_hex(hmac_sha256(to_utf8(x), to_utf8('k'))), to_hex(hmac_md5(to_utf8(x), to_utf8(x || 'k'))), to_hex(sha256(to_utf8(x))), to_hex(to_big_endian_64(length(x))), to_hex(lpad(to_utf8(x), 4, X'00')), to_hex(substr(to_utf8(x), 2)) FROM (VALUES 'a', '', NULL, '贵阳') t(x);
