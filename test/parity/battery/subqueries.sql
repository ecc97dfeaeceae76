-- one value
SELECT (SELECT 1);
SELECT (SELECT max(net) FROM invoices);
SELECT id, (SELECT count(*) FROM payments p WHERE p.payer = t.id) FROM taxpayers t;
SELECT id, (SELECT max(amount) FROM payments p WHERE p.payer = t.id) FROM taxpayers t;
SELECT id, (SELECT sum(net) FROM invoices i WHERE i.seller = t.id AND i.status = '正常') AS sold FROM taxpayers t;
SELECT number FROM invoices WHERE net > (SELECT avg(net) FROM invoices);
SELECT number FROM invoices i WHERE net = (SELECT max(net) FROM invoices j WHERE j.seller = i.seller);
SELECT (SELECT id FROM taxpayers WHERE false);
SELECT (SELECT 1 WHERE false) IS NULL;
SELECT (SELECT id FROM taxpayers ORDER BY id LIMIT 1);
SELECT 1 + (SELECT 2) * (SELECT 3);
SELECT (SELECT ROW(1, 'a'));
SELECT (SELECT 1, 'a');
SELECT coalesce((SELECT max(net) FROM invoices WHERE false), 0);
-- in
SELECT id FROM taxpayers WHERE id IN (SELECT seller FROM invoices WHERE net > 40000);
SELECT id FROM taxpayers WHERE id NOT IN (SELECT seller FROM invoices);
SELECT number FROM invoices WHERE seller NOT IN (SELECT buyer FROM invoices);
SELECT number FROM invoices WHERE seller NOT IN (SELECT buyer FROM invoices WHERE buyer IS NOT NULL);
SELECT 1 IN (SELECT i FROM every_type), 5 IN (SELECT i FROM every_type), 5 NOT IN (SELECT i FROM every_type);
SELECT NULL IN (SELECT 1), NULL IN (SELECT 1 WHERE false), NULL NOT IN (SELECT 1 WHERE false);
SELECT 1 IN (SELECT NULL), 1 IN (SELECT 2.0), 1 IN (SELECT 1.0);
SELECT id, i IN (SELECT si FROM every_type) FROM every_type;
SELECT id, i NOT IN (SELECT si FROM every_type WHERE si IS NOT NULL) FROM every_type;
SELECT id FROM every_type WHERE (i, si) IN (SELECT i, si FROM every_type WHERE id < 3);
SELECT id FROM every_type WHERE ROW(i, si) IN (SELECT ROW(i, si) FROM every_type WHERE id < 3);
SELECT id FROM every_type WHERE v IN (SELECT v10 FROM every_type);
-- exists
SELECT id FROM taxpayers t WHERE EXISTS (SELECT 1 FROM payments p WHERE p.payer = t.id AND p.amount < 0);
SELECT id FROM taxpayers t WHERE NOT EXISTS (SELECT * FROM invoices i WHERE i.seller = t.id);
SELECT EXISTS (SELECT 1), EXISTS (SELECT 1 WHERE false), NOT EXISTS (SELECT NULL);
SELECT id, EXISTS (SELECT 1 FROM invoices i WHERE i.buyer = t.id) FROM taxpayers t;
SELECT id FROM taxpayers t WHERE EXISTS (SELECT 1 FROM invoices i WHERE i.seller = t.id) AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.payer = t.id);
SELECT id FROM taxpayers t WHERE EXISTS (SELECT 1 FROM invoices i WHERE i.seller = t.id) OR t.employees > 390;
-- quantified
SELECT number FROM invoices WHERE net >= ALL (SELECT net FROM invoices);
SELECT 1 = ANY (SELECT i FROM every_type), 1 > ALL (SELECT i FROM every_type), 1 <> ALL (SELECT i FROM every_type WHERE i > 100);
SELECT 1 < SOME (SELECT 0), 1 = ALL (SELECT 1 WHERE false), 1 = ANY (SELECT 1 WHERE false);
SELECT id, i > ANY (SELECT ti FROM every_type), i <= ALL (SELECT bi FROM every_type WHERE bi IS NOT NULL) FROM every_type;
SELECT NULL = ANY (SELECT 1), NULL > ALL (SELECT 1 WHERE false), 1 <> ANY (SELECT 1), 1 <> ANY (SELECT NULL);
-- in from
SELECT t.n FROM (SELECT count(*) AS n FROM invoices) t;
SELECT a, b FROM (SELECT net AS a, tax AS b FROM invoices ORDER BY net DESC, number LIMIT 3) t ORDER BY a;
SELECT * FROM (SELECT * FROM (SELECT 1 a) x) y;
SELECT max(n) FROM (SELECT seller, count(*) n FROM invoices GROUP BY seller) AS per(s, n);
SELECT count(*) FROM (SELECT 1 UNION ALL SELECT 1) t;
-- correlated in other places
SELECT id, CASE WHEN EXISTS (SELECT 1 FROM payments p WHERE p.payer = t.id) THEN '已缴' ELSE '未缴' END FROM taxpayers t;
SELECT status, (SELECT count(*) FROM taxpayers u WHERE u.status = t.status) FROM taxpayers t GROUP BY status;
SELECT id FROM taxpayers t ORDER BY (SELECT count(*) FROM invoices i WHERE i.seller = t.id) DESC, id LIMIT 5;
SELECT id FROM taxpayers t WHERE (SELECT count(*) FROM invoices i WHERE i.seller = t.id) > (SELECT count(*) FROM payments p WHERE p.payer = t.id) + 3;
SELECT e.id, (SELECT sum(x) FROM UNNEST(e.ai) AS u(x)) FROM every_type e;
SELECT e.id, (SELECT count(*) FROM UNNEST(e.av) AS u(x) WHERE x IS NULL) FROM every_type e;
-- what does not work
SELECT (SELECT i FROM every_type);
SELECT (SELECT id FROM taxpayers WHERE district IS NOT NULL);
SELECT 1 IN (SELECT 1, 2);
SELECT 1 IN (SELECT 'a');
SELECT id FROM taxpayers WHERE (SELECT 1, 2) = 1;
SELECT 1 FROM (SELECT 1) t WHERE t.nothing = 1;
SELECT x FROM (SELECT 1 x ORDER BY nothing) t;
