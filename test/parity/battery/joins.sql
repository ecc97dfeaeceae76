-- inner
SELECT t.id, p.receipt FROM taxpayers t JOIN payments p ON t.id = p.payer;
SELECT t.id, p.receipt FROM taxpayers t INNER JOIN payments p ON t.id = p.payer AND p.amount > 50000;
SELECT count(*) FROM taxpayers t JOIN invoices i ON i.seller = t.id OR i.buyer = t.id;
SELECT count(*) FROM taxpayers a JOIN taxpayers b ON a.district = b.district AND a.id < b.id;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.d = b.d;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.i = b.bi;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.n = b.i;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.n = b.d;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.c = b.v10;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.rw = b.rw;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.rw IS NOT DISTINCT FROM b.rw;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.i IS NOT DISTINCT FROM b.i;
SELECT a.id, b.id FROM every_type a JOIN every_type b ON a.dt = b.ts;
-- left, right, full
SELECT t.id, p.receipt FROM taxpayers t LEFT JOIN payments p ON t.id = p.payer;
SELECT t.id, p.receipt FROM taxpayers t LEFT OUTER JOIN payments p ON t.id = p.payer WHERE p.receipt IS NULL;
SELECT p.receipt, t.name FROM taxpayers t RIGHT JOIN payments p ON t.id = p.payer AND t.status = '正常';
SELECT t.id, i.number FROM taxpayers t FULL JOIN invoices i ON t.id = i.seller;
SELECT t.id, i.number FROM taxpayers t FULL OUTER JOIN invoices i ON t.id = i.seller AND i.net > 30000 WHERE i.number IS NULL OR t.id IS NULL;
SELECT a.x, b.x FROM (VALUES 1, 2, NULL) a(x) LEFT JOIN (VALUES 2, 3, NULL) b(x) ON a.x = b.x;
SELECT a.x, b.x FROM (VALUES 1, 2, NULL) a(x) RIGHT JOIN (VALUES 2, 3, NULL) b(x) ON a.x = b.x;
SELECT a.x, b.x FROM (VALUES 1, 2, NULL) a(x) FULL JOIN (VALUES 2, 3, NULL) b(x) ON a.x = b.x;
SELECT a.x, b.x FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES 2, 3) b(x) ON true;
SELECT a.x, b.x FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES 2, 3) b(x) ON false;
SELECT a.x, b.x FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES 2, 3) b(x) ON a.x = 1 AND b.x = 3;
SELECT a.x, b.x FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES 2, 3) b(x) ON a.x < b.x;
SELECT a.x, b.x FROM (VALUES 1, 2) a(x) FULL JOIN (VALUES 2, 3) b(x) ON a.x > b.x;
-- cross
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) CROSS JOIN (VALUES 'a', 'b') b(y);
SELECT a.x, b.y FROM (VALUES 1, 2) a(x), (VALUES 'a', 'b') b(y);
SELECT count(*) FROM every_type, every_type e2, every_type e3;
-- using
SELECT id, a.x, b.y FROM (VALUES (1, 'a'), (2, 'b')) a(id, x) JOIN (VALUES (1, 'c'), (3, 'd')) b(id, y) USING (id);
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) a(id, x) JOIN (VALUES (1, 'c'), (3, 'd')) b(id, y) USING (id);
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) a(id, x) LEFT JOIN (VALUES (1, 'c'), (3, 'd')) b(id, y) USING (id);
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) a(id, x) RIGHT JOIN (VALUES (1, 'c'), (3, 'd')) b(id, y) USING (id);
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) a(id, x) FULL JOIN (VALUES (1, 'c'), (3, 'd')) b(id, y) USING (id);
SELECT * FROM (VALUES ('p', 1, 'a')) a(q, id, x) JOIN (VALUES (1, 'p', 'c')) b(id, q, y) USING (id, q);
SELECT id + 1 FROM (VALUES (1, 'a')) a(id, x) JOIN (VALUES (BIGINT '1', 'c')) b(id, y) USING (id);
SELECT a.id FROM (VALUES (1, 'a')) a(id, x) JOIN (VALUES (1, 'c')) b(id, y) USING (id);
SELECT a.* FROM (VALUES (1, 'a')) a(id, x) JOIN (VALUES (1, 'c')) b(id, y) USING (id);
SELECT period, count(*) FROM invoices JOIN payments USING (period) GROUP BY period;
-- three tables and more
SELECT t.name, i.number, p.receipt FROM taxpayers t JOIN invoices i ON i.seller = t.id JOIN payments p ON p.payer = t.id AND p.period = i.period;
SELECT t.id, sum(i.net), count(p.receipt) FROM taxpayers t LEFT JOIN invoices i ON i.seller = t.id LEFT JOIN payments p ON p.payer = t.id GROUP BY t.id;
SELECT a.x, b.x, c.x FROM (VALUES 1, 2, 3) a(x) LEFT JOIN ((VALUES 2, 3) b(x) JOIN (VALUES 3, 4) c(x) ON b.x = c.x) ON a.x = b.x;
SELECT count(*) FROM taxpayers t, invoices i, payments p WHERE t.id = i.seller AND t.id = p.payer;
-- inequality
SELECT a.x, b.x FROM (VALUES 1, 2, 3) a(x) JOIN (VALUES 2, 3, 4) b(x) ON a.x < b.x;
SELECT a.receipt, b.receipt FROM payments a JOIN payments b ON a.payer = b.payer AND a.paid < b.paid;
SELECT a.x, b.lo FROM (VALUES 5, 15, 25) a(x) JOIN (VALUES (0, 10), (10, 20)) b(lo, hi) ON a.x BETWEEN b.lo AND b.hi;
-- lateral
SELECT t.id, x.n FROM taxpayers t CROSS JOIN LATERAL (SELECT count(*) n FROM payments p WHERE p.payer = t.id) x;
SELECT e.id, x.y FROM every_type e CROSS JOIN LATERAL (SELECT e.i * 2E0 AS y) x;
SELECT e.id, x.y FROM every_type e LEFT JOIN LATERAL (SELECT e.bi AS y WHERE e.b) x ON true;
SELECT e.id, u.v FROM every_type e CROSS JOIN LATERAL (SELECT * FROM UNNEST(e.ai) t(v)) u;
-- natural
SELECT * FROM (VALUES (1, 'a')) a(id, x) NATURAL JOIN (VALUES (1, 'c')) b(id, y);
-- what does not work
SELECT t.id FROM taxpayers t JOIN payments p;
SELECT id FROM taxpayers t JOIN every_type e ON t.id = e.v;
SELECT 1 FROM taxpayers t JOIN payments t ON t.id = t.payer;
SELECT 1 FROM taxpayers t JOIN payments p USING (nothing);
SELECT 1 FROM taxpayers t JOIN payments p ON t.capital;
SELECT 1 FROM (VALUES 1) a(x) JOIN (VALUES 'a') b(x) USING (x);
SELECT 1 FROM (VALUES 1) a(x) JOIN (VALUES 'a') b(y) ON x = y;
