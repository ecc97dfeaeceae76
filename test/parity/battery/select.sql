-- select without a table
SELECT 1;
SELECT 1 AS one, 'a' AS "Two Words", NULL AS nothing, true;
SELECT 1, 2.50, 3E0, 'x', X'00ff', DATE '2024-01-31';
-- star
SELECT * FROM every_type;
SELECT t.* FROM every_type t WHERE id <= 3;
SELECT t.*, p.amount FROM taxpayers t JOIN payments p ON p.payer = t.id WHERE p.receipt < 500010;
SELECT e.id, e.* FROM every_type AS e WHERE e.id = 4;
-- names without regard to case
SELECT ID, Name FROM TaxPayers WHERE STATUS = '注销';
SELECT "id", "NAME" FROM taxpayers WHERE district = '南明区';
SELECT T.Id FROM taxpayers t WHERE T.ID LIKE '%100007X';
-- qualified names
SELECT taxpayers.id FROM taxpayers WHERE taxpayers.employees > 350;
SELECT parity.taxpayers.id FROM parity.taxpayers WHERE parity.taxpayers.employees > 350;
SELECT id FROM parity.taxpayers t WHERE t.employees < 10;
-- where
SELECT number, net FROM invoices WHERE net > 40000 AND status = '正常';
SELECT number FROM invoices WHERE buyer IS NULL OR tax IS NULL;
SELECT number FROM invoices WHERE NOT (net > 1000);
SELECT id FROM every_type WHERE b;
SELECT id FROM every_type WHERE NOT b;
SELECT id FROM every_type WHERE b IS NULL;
SELECT id FROM every_type WHERE NULL;
SELECT id FROM every_type WHERE i > NULL;
SELECT id FROM every_type WHERE b OR NULL;
-- distinct
SELECT DISTINCT status FROM invoices;
SELECT DISTINCT status, rate FROM invoices;
SELECT DISTINCT b, i > 0 FROM every_type;
SELECT DISTINCT tags FROM taxpayers;
SELECT DISTINCT rw FROM every_type;
SELECT DISTINCT period FROM invoices ORDER BY period;
SELECT DISTINCT district AS d FROM taxpayers ORDER BY d DESC NULLS FIRST;
-- order
SELECT id, i FROM every_type ORDER BY i, id;
SELECT id, i FROM every_type ORDER BY i DESC, id;
SELECT id, i FROM every_type ORDER BY i NULLS FIRST;
SELECT id, i FROM every_type ORDER BY i DESC NULLS FIRST;
SELECT id, i FROM every_type ORDER BY i DESC NULLS LAST;
SELECT id, d FROM every_type ORDER BY d, id;
SELECT id, d FROM every_type ORDER BY d DESC, id;
SELECT id, r FROM every_type ORDER BY r, id;
SELECT id, v FROM every_type ORDER BY v;
SELECT id, v FROM every_type ORDER BY v DESC;
SELECT id, c FROM every_type ORDER BY c;
SELECT id, bin FROM every_type ORDER BY bin;
SELECT id, b FROM every_type ORDER BY b, id;
SELECT id, dt FROM every_type ORDER BY dt;
SELECT id, ts FROM every_type ORDER BY ts DESC;
SELECT id, ai FROM every_type ORDER BY ai, id;
SELECT id, rw FROM every_type ORDER BY rw, id;
SELECT id, n FROM every_type ORDER BY -n, id;
SELECT id, i AS k FROM every_type ORDER BY k + 0E0, id;
SELECT id, -i AS i FROM every_type WHERE id < 4 ORDER BY i;
SELECT id, v FROM every_type ORDER BY 2, 1;
SELECT id FROM every_type ORDER BY length(v), id;
SELECT name FROM taxpayers ORDER BY employees, id;
SELECT e.id FROM every_type e ORDER BY e.dt DESC NULLS FIRST, e.id;
-- limit and offset
SELECT id FROM taxpayers ORDER BY id LIMIT 5;
SELECT id FROM taxpayers ORDER BY id OFFSET 115;
SELECT id FROM taxpayers ORDER BY id OFFSET 115 ROWS;
SELECT id FROM taxpayers ORDER BY id OFFSET 3 LIMIT 2;
SELECT id FROM taxpayers ORDER BY id LIMIT ALL;
SELECT id FROM taxpayers ORDER BY id LIMIT 0;
SELECT id FROM taxpayers ORDER BY id FETCH FIRST 3 ROWS ONLY;
SELECT id FROM taxpayers ORDER BY id FETCH FIRST ROW ONLY;
SELECT id FROM taxpayers ORDER BY id OFFSET 2 ROWS FETCH NEXT 2 ROWS ONLY;
SELECT district FROM taxpayers ORDER BY district FETCH FIRST 3 ROWS WITH TIES;
SELECT count(*) FROM (SELECT id FROM taxpayers LIMIT 7) t;
-- values
VALUES 1, 2, 3;
VALUES (1, 'a'), (2, 'bb'), (3, NULL);
SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS t(k, v);
SELECT * FROM (VALUES 1, 2.5) AS t(x);
SELECT * FROM (VALUES 1, NULL) AS t(x);
SELECT * FROM (VALUES (1, 2E0), (NULL, 3)) t;
SELECT x + 1 FROM (VALUES 1, 2) t(x) ORDER BY 1;
SELECT * FROM (VALUES ROW(1, 'x'), ROW(2, 'y')) t(a, b);
VALUES ('a', ARRAY[1]), ('b', ARRAY[]);
SELECT * FROM (VALUES DATE '2024-01-01', TIMESTAMP '2024-01-01 10:00:00') t(x);
SELECT * FROM (VALUES DECIMAL '1.5', DECIMAL '22.25', 3) t(x);
-- table
TABLE every_type;
SELECT count(*) FROM (TABLE invoices) t;
-- aliases
SELECT a.x, b.y FROM (SELECT 1 x) a, (SELECT 2 y) b;
SELECT t.k FROM (SELECT 1, 2) AS t(k, l);
SELECT id x FROM every_type t(id) WHERE id < 0;
SELECT "select" FROM (SELECT 1 AS "select") t;
SELECT 税 FROM (SELECT 1 AS 税) t;
SELECT "税额" FROM (SELECT 1.50 AS "税额") t;
-- comments and spaces
SELECT /* one */ 1 -- two
  , 2;
SELECT
	1
 ;
-- what does not work
SELECT nothing FROM taxpayers;
SELECT id FROM no_table;
SELECT id FROM parity.no_table;
SELECT id FROM no_schema.taxpayers;
SELECT x.id FROM taxpayers t;
SELECT id, count(*) FROM taxpayers;
SELECT period FROM invoices, payments;
SELECT id FROM taxpayers, every_type;
SELECT 1 FROM;
SELECT no_function(1);
SELECT 1 + 'a';
SELECT 1 WHERE 1;
SELECT sum(net) FROM invoices WHERE sum(net) > 1;
SELECT * FROM (VALUES (1, 2), (3)) t;
SELECT * FROM (VALUES 1, 'a') t;
SELECT *;
SELECT id AS x FROM taxpayers WHERE x = '1';
SELECT id FROM taxpayers ORDER BY 2;
SELECT DISTINCT id FROM taxpayers ORDER BY name;
SELECT a FROM (SELECT 1 a, 2 a) t;
SELECT t.a FROM (SELECT 1) t(a, b);
