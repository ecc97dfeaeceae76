-- case
SELECT CASE 1 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END, CASE 3 WHEN 1 THEN 'a' END, CASE 3 WHEN 1 THEN 'a' ELSE 'z' END;
SELECT CASE WHEN NULL THEN 1 ELSE 2 END, CASE NULL WHEN NULL THEN 1 ELSE 2 END, CASE WHEN true THEN NULL ELSE 1 END;
SELECT CASE WHEN true THEN 1 ELSE 2.5 END, CASE WHEN false THEN 1 ELSE 2E0 END, CASE WHEN true THEN 'a' ELSE NULL END;
SELECT CASE 1 WHEN 1.0 THEN 'same' END, CASE 1.0 WHEN 1 THEN 'same' END;
SELECT id, CASE WHEN i > 0 THEN 'plus' WHEN i < 0 THEN 'minus' WHEN i = 0 THEN 'zero' ELSE 'none' END FROM every_type;
SELECT id, CASE b WHEN true THEN 1 WHEN false THEN 0 END FROM every_type;
SELECT id, CASE WHEN ti = 0 THEN 0 ELSE 100 / ti END FROM every_type;
SELECT id, CASE WHEN i = 0 THEN NULL ELSE si / i END FROM every_type;
SELECT CASE WHEN 1 = 1 THEN 0 ELSE 1 / 0 END;
SELECT CASE WHEN true THEN DATE '2024-01-01' ELSE TIMESTAMP '2024-01-01 00:00:00' END;
SELECT CASE WHEN true THEN ARRAY[1] ELSE ARRAY[1.5] END, CASE WHEN true THEN ROW(1, 2) ELSE ROW(1, 2.5) END;
SELECT CASE WHEN true THEN 1 ELSE 'a' END;
SELECT CASE 1 WHEN 'a' THEN 1 END;
-- if
SELECT if(true, 1), if(false, 1), if(NULL, 1, 2), if(1 > 0, 'a', 'bc'), if(true, 1, 2.5);
SELECT id, if(b, i, bi) FROM every_type;
SELECT id, if(ti <> 0, 100 / ti, NULL) FROM every_type;
SELECT if(true, 1, 'a');
SELECT if(1, 2, 3);
-- coalesce
SELECT coalesce(1, 2), coalesce(NULL, 2), coalesce(NULL, NULL), coalesce(NULL, 1, 2.5), coalesce(NULL, 'a');
SELECT id, coalesce(i, si, 0), coalesce(v, v10, 'x'), coalesce(n, 0), coalesce(n, d), coalesce(dt, ts) FROM every_type;
SELECT coalesce(1, 1 / 0);
SELECT coalesce(1);
SELECT coalesce(1, 'a');
SELECT coalesce(ai, ARRAY[]), coalesce(m, MAP()), coalesce(rw, ROW(0, '')) FROM every_type;
-- nullif
SELECT nullif(1, 1), nullif(1, 2), nullif(NULL, 1), nullif(1, NULL), nullif('a', 'A'), nullif(1, 1.0), nullif(1.5, 1.50);
SELECT id, nullif(i, ti), nullif(v, ''), nullif(n, 0) FROM every_type;
SELECT 100 / nullif(ti, 0) FROM every_type;
SELECT nullif(1, 'a');
-- greatest and least
SELECT greatest(1, 2, 3), least(1, 2, 3), greatest(1, 2.5), least('a', 'b', 'A'), greatest(NULL, 1), least(1, NULL);
SELECT greatest(DATE '2024-01-01', DATE '2023-01-01'), greatest(1E0, nan()), least(nan(), 1E0), greatest(true, false);
SELECT id, greatest(i, si), least(i, bi, 5), greatest(n, n5), least(v, v10), greatest(d, r) FROM every_type;
SELECT greatest(1, 'a');
SELECT greatest();
-- try
SELECT try(1 / 0), try(1 + 1), try(CAST('x' AS integer)), try(NULL);
SELECT id, try(100 / ti), try(CAST(v AS decimal(10, 2))), try(i + 1), try(ai[2]), try(m['a']) FROM every_type;
SELECT coalesce(try(CAST('x' AS date)), DATE '1970-01-01');
SELECT try(no_function(1));
SELECT try(2147483647 + 1), try(abs(TINYINT '-128')), try(date_parse('x', '%Y')), try(json_parse('{'));
-- typeof
SELECT typeof(1), typeof(BIGINT '1'), typeof(1.50), typeof(1E0), typeof('abc'), typeof(CAST('a' AS varchar)), typeof(NULL), typeof(true);
SELECT typeof(DATE '2024-01-01'), typeof(TIMESTAMP '2024-01-01 00:00:00.123'), typeof(ARRAY[1]), typeof(MAP(ARRAY['a'], ARRAY[1])), typeof(ROW(1, 'a'));
SELECT typeof(1 + 1.5), typeof(1 / 3.0), typeof(sum(n)), typeof(avg(n)), typeof(count(*)) FROM every_type;
SELECT typeof(n * n5), typeof(n / n5), typeof(n + n5), typeof(n % n5), typeof(n * i), typeof(round(n, 1)) FROM every_type WHERE id = 1;
