-- arrays
SELECT x FROM UNNEST(ARRAY[1, 2, 3]) AS t(x);
SELECT * FROM UNNEST(ARRAY['a', NULL, 'b']);
SELECT x, n FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n);
SELECT x FROM UNNEST(ARRAY[]) AS t(x);
SELECT x FROM UNNEST(CAST(NULL AS array(integer))) AS t(x);
SELECT id, x FROM every_type CROSS JOIN UNNEST(ai) AS t(x);
SELECT id, x FROM every_type, UNNEST(av) AS t(x);
SELECT id, x, o FROM every_type CROSS JOIN UNNEST(av) WITH ORDINALITY AS t(x, o);
SELECT id, x FROM every_type LEFT JOIN UNNEST(ai) AS t(x) ON true;
SELECT id, x, o FROM every_type LEFT JOIN UNNEST(ai) WITH ORDINALITY AS t(x, o) ON TRUE;
SELECT sum(x) FROM every_type CROSS JOIN UNNEST(an) AS t(x);
SELECT id, x FROM taxpayers CROSS JOIN UNNEST(tags) AS t(x) WHERE x <> '小微';
SELECT tag, count(*) FROM taxpayers CROSS JOIN UNNEST(tags) AS t(tag) GROUP BY tag;
SELECT x FROM UNNEST(sequence(1, 5)) AS t(x);
SELECT x FROM UNNEST(sequence(DATE '2024-01-30', DATE '2024-02-02')) AS t(x);
SELECT x FROM UNNEST(split('a,b,,c', ',')) AS t(x);
-- several
SELECT a, b FROM UNNEST(ARRAY[1, 2], ARRAY['x', 'y', 'z']) AS t(a, b);
SELECT a, b, n FROM UNNEST(ARRAY[1, 2], ARRAY['x']) WITH ORDINALITY AS t(a, b, n);
SELECT id, x, y FROM every_type CROSS JOIN UNNEST(ai, av) AS t(x, y);
SELECT id, x, y, o FROM every_type CROSS JOIN UNNEST(ai, av) WITH ORDINALITY AS t(x, y, o);
SELECT id, x, y FROM every_type LEFT JOIN UNNEST(ai, av) AS t(x, y) ON true;
SELECT a, b FROM UNNEST(ARRAY[1, 2]) AS t(a) CROSS JOIN UNNEST(ARRAY[3, 4]) AS u(b);
SELECT id, x, y FROM every_type CROSS JOIN UNNEST(ai) AS t(x) CROSS JOIN UNNEST(av) AS u(y) WHERE id IN (3, 4);
-- maps
SELECT k, v FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, NULL])) AS t(k, v);
SELECT id, k, x FROM every_type CROSS JOIN UNNEST(m) AS t(k, x);
SELECT id, k, x, o FROM every_type CROSS JOIN UNNEST(mi) WITH ORDINALITY AS t(k, x, o);
SELECT id, k, x FROM every_type LEFT JOIN UNNEST(m) AS t(k, x) ON true;
SELECT id, k, x, y FROM every_type CROSS JOIN UNNEST(m, ai) AS t(k, x, y);
-- rows
SELECT a, b FROM UNNEST(ARRAY[ROW(1, 'x'), ROW(2, 'y')]) AS t(a, b);
SELECT id, k, w FROM every_type CROSS JOIN UNNEST(ar) AS t(k, w);
SELECT number, item, quantity, amount FROM invoices CROSS JOIN UNNEST(lines) AS t(item, quantity, amount);
SELECT number, l.item, l.amount FROM invoices CROSS JOIN UNNEST(lines) AS l(item, quantity, amount) WHERE l.quantity > 15;
SELECT number, line, amount FROM invoices CROSS JOIN UNNEST(lines) WITH ORDINALITY AS t(item, quantity, amount, line) WHERE number < 10010;
SELECT item, sum(amount), sum(quantity) FROM invoices CROSS JOIN UNNEST(lines) AS t(item, quantity, amount) GROUP BY item;
SELECT i.number, sum(l.amount) FROM invoices i LEFT JOIN UNNEST(i.lines) AS l(item, quantity, amount) ON true GROUP BY i.number;
SELECT a, b FROM UNNEST(ARRAY[ROW(1, 'x'), NULL]) AS t(a, b);
SELECT * FROM UNNEST(ARRAY[ROW(ROW(1, 2), 3)]) AS t(a, b);
SELECT r.a FROM UNNEST(ARRAY[CAST(ROW(1, 'x') AS ROW(a integer, b varchar))]) AS t(p, q) CROSS JOIN (SELECT 1 a) r;
-- nested
SELECT y FROM UNNEST(ARRAY[ARRAY[1, 2], ARRAY[3]]) AS t(x) CROSS JOIN UNNEST(x) AS u(y);
SELECT id, e.q FROM every_type CROSS JOIN UNNEST(transform(ai, x -> x * 2)) AS e(q) WHERE id < 5;
SELECT id, (SELECT max(x) FROM UNNEST(ai) AS t(x)) FROM every_type;
SELECT id FROM every_type WHERE EXISTS (SELECT 1 FROM UNNEST(av) AS t(x) WHERE x = 'a');
SELECT id FROM every_type WHERE 'a' IN (SELECT x FROM UNNEST(av) AS t(x));
-- table functions
SELECT * FROM TABLE(sequence(1, 4));
SELECT * FROM TABLE(sequence(start => 10, stop => 1, step => -3));
-- what does not work
SELECT x FROM UNNEST(1) AS t(x);
SELECT x FROM UNNEST(ARRAY[1]) AS t(x, y);
SELECT x FROM UNNEST(ARRAY[1], ARRAY[2]) AS t(x);
SELECT id, x FROM every_type JOIN UNNEST(ai) AS t(x) ON x > 1;
SELECT id, x FROM every_type RIGHT JOIN UNNEST(ai) AS t(x) ON true;
