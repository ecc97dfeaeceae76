-- with
WITH a AS (SELECT 1 x) SELECT x FROM a;
WITH a(x, y) AS (SELECT 1, 'k') SELECT y, x FROM a;
WITH a AS (SELECT 1 x), b AS (SELECT x + 1 y FROM a) SELECT x, y FROM a, b;
WITH a AS (SELECT id FROM taxpayers), b AS (SELECT seller FROM invoices) SELECT count(*) FROM a JOIN b ON a.id = b.seller;
WITH per AS (SELECT seller, sum(net) s FROM invoices GROUP BY seller) SELECT count(*), max(s) FROM per WHERE s > (SELECT avg(s) FROM per);
WITH a AS (SELECT 1 x) SELECT * FROM a UNION ALL SELECT * FROM a;
WITH taxpayers AS (SELECT 'shadow' AS id) SELECT id FROM taxpayers;
WITH a AS (WITH b AS (SELECT 1 x) SELECT x FROM b) SELECT x FROM a;
SELECT * FROM (WITH a AS (SELECT 1 x) SELECT x FROM a) t;
SELECT (WITH a AS (SELECT 5 x) SELECT x FROM a);
WITH a AS (SELECT 1 x) SELECT (SELECT max(x) FROM a) + x FROM a;
WITH A AS (SELECT 1 X) SELECT a.x FROM a;
WITH a AS (VALUES (1, 'x'), (2, 'y')) SELECT * FROM a ORDER BY 1;
WITH a AS (SELECT id, row_number() OVER (ORDER BY id) n FROM taxpayers) SELECT id FROM a WHERE n BETWEEN 3 AND 5;
WITH a AS (SELECT 1 x) SELECT x FROM a WHERE x IN (SELECT x FROM a);
-- recursive
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t;
WITH RECURSIVE t(n, f) AS (VALUES (1, BIGINT '1') UNION ALL SELECT n + 1, f * (n + 1) FROM t WHERE n < 6) SELECT * FROM t;
WITH RECURSIVE org(id, parent) AS (VALUES (1, 0), (2, 1), (3, 1), (4, 3)), tree(id, depth) AS (SELECT id, 0 FROM org WHERE parent = 0 UNION ALL SELECT o.id, t.depth + 1 FROM org o JOIN tree t ON o.parent = t.id) SELECT id, depth FROM tree;
WITH RECURSIVE t(s) AS (SELECT CAST('a' AS varchar) UNION ALL SELECT s || 'b' FROM t WHERE length(s) < 4) SELECT s FROM t;
WITH RECURSIVE a AS (SELECT 1 x) SELECT x FROM a;
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t;
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 20) SELECT max(n) FROM t;
-- what does not work
WITH a AS (SELECT 1 x), a AS (SELECT 2 x) SELECT x FROM a;
WITH a(x, y) AS (SELECT 1) SELECT x FROM a;
WITH a AS (SELECT x FROM b), b AS (SELECT 1 x) SELECT x FROM a;
WITH a AS (SELECT 1) SELECT nothing FROM a;
WITH RECURSIVE t AS (SELECT 1 n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t;
