-- ranking
SELECT id, row_number() OVER (ORDER BY id) FROM taxpayers;
SELECT id, row_number() OVER (PARTITION BY district ORDER BY capital DESC, id) FROM taxpayers;
SELECT number, rank() OVER (ORDER BY rate), dense_rank() OVER (ORDER BY rate), number FROM invoices;
SELECT number, percent_rank() OVER (ORDER BY rate), cume_dist() OVER (ORDER BY rate) FROM invoices;
SELECT number, ntile(4) OVER (ORDER BY net, number) FROM invoices;
SELECT number, ntile(7) OVER (PARTITION BY status ORDER BY number) FROM invoices;
SELECT id, ntile(3) OVER (ORDER BY id), ntile(20) OVER (ORDER BY id) FROM every_type;
SELECT id, rank() OVER (ORDER BY i), rank() OVER (ORDER BY i NULLS FIRST), rank() OVER (ORDER BY i DESC) FROM every_type;
SELECT id, rank() OVER (ORDER BY d), dense_rank() OVER (ORDER BY b) FROM every_type;
-- values
SELECT id, lag(i) OVER (ORDER BY id), lead(i) OVER (ORDER BY id) FROM every_type;
SELECT id, lag(i, 2) OVER (ORDER BY id), lead(i, 2, -9) OVER (ORDER BY id) FROM every_type;
SELECT id, lag(v, 1, 'none') OVER (ORDER BY id) FROM every_type;
SELECT id, lag(i, 0) OVER (ORDER BY id) FROM every_type;
SELECT id, lag(n) OVER (PARTITION BY b ORDER BY id) FROM every_type;
SELECT id, lag(i) IGNORE NULLS OVER (ORDER BY id), lead(i, 2) IGNORE NULLS OVER (ORDER BY id) FROM every_type;
SELECT id, lag(i) RESPECT NULLS OVER (ORDER BY id) FROM every_type;
SELECT id, first_value(v) OVER (ORDER BY id), last_value(v) OVER (ORDER BY id) FROM every_type;
SELECT id, first_value(i) IGNORE NULLS OVER (ORDER BY id DESC) FROM every_type;
SELECT id, last_value(i) IGNORE NULLS OVER (ORDER BY id) FROM every_type;
SELECT id, last_value(i) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM every_type;
SELECT id, nth_value(v, 2) OVER (ORDER BY id), nth_value(v, 20) OVER (ORDER BY id) FROM every_type;
SELECT id, nth_value(i, 2) IGNORE NULLS OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM every_type;
SELECT id, lag(rw) OVER (ORDER BY id), lead(ai) OVER (ORDER BY id) FROM every_type;
SELECT id, lead(dt) OVER (ORDER BY id), lag(ts, 1, TIMESTAMP '2000-01-01 00:00:00') OVER (ORDER BY id) FROM every_type;
-- aggregates over windows
SELECT number, sum(net) OVER (PARTITION BY seller) FROM invoices;
SELECT number, sum(net) OVER (PARTITION BY seller ORDER BY number) FROM invoices;
SELECT number, sum(net) OVER () FROM invoices WHERE net > 40000;
SELECT number, avg(net) OVER (PARTITION BY status) FROM invoices;
SELECT number, count(*) OVER (PARTITION BY status ORDER BY period) FROM invoices;
SELECT id, sum(ti) OVER (ORDER BY id), count(ti) OVER (ORDER BY id), max(ti) OVER (ORDER BY id) FROM every_type;
SELECT id, avg(ti) OVER (ORDER BY id), stddev(ti) OVER (ORDER BY id) FROM every_type;
SELECT id, array_agg(id) OVER (ORDER BY id) FROM every_type;
SELECT id, bool_and(b) OVER (ORDER BY id), bool_or(b) OVER (ORDER BY id) FROM every_type;
SELECT id, max_by(id, ti) OVER (PARTITION BY b) FROM every_type WHERE ti IS NOT NULL;
SELECT id, count_if(b) OVER (ORDER BY id), arbitrary(1) OVER () FROM every_type;
SELECT id, sum(net5) OVER (ORDER BY id) FROM (SELECT id, n5 AS net5 FROM every_type) t;
SELECT receipt, sum(amount) FILTER (WHERE tax = '增值税') OVER (PARTITION BY period) FROM payments;
-- rows frames
SELECT id, sum(ti) OVER (ORDER BY id ROWS 2 PRECEDING) FROM every_type;
SELECT id, sum(ti) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM every_type;
SELECT id, sum(ti) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM every_type;
SELECT id, sum(ti) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM every_type;
SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM every_type;
SELECT id, sum(ti) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM every_type;
SELECT id, sum(id) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM every_type;
SELECT id, first_value(id) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM every_type;
SELECT id, sum(ti) OVER (ORDER BY id ROWS BETWEEN si PRECEDING AND CURRENT ROW) FROM every_type WHERE si BETWEEN 0 AND 100;
-- range frames
SELECT id, sum(id) OVER (ORDER BY b RANGE UNBOUNDED PRECEDING) FROM every_type;
SELECT id, sum(id) OVER (ORDER BY b RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM every_type;
SELECT id, sum(id) OVER (ORDER BY ti RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING) FROM every_type WHERE ti BETWEEN -100 AND 99;
SELECT id, sum(id) OVER (ORDER BY ti DESC RANGE BETWEEN 5 PRECEDING AND CURRENT ROW) FROM every_type WHERE ti BETWEEN -100 AND 99;
SELECT id, count(*) OVER (ORDER BY dt RANGE BETWEEN INTERVAL '1' YEAR PRECEDING AND CURRENT ROW) FROM every_type WHERE dt < DATE '2100-01-01';
SELECT receipt, sum(amount) OVER (PARTITION BY payer ORDER BY paid RANGE BETWEEN INTERVAL '30' DAY PRECEDING AND CURRENT ROW) FROM payments WHERE paid IS NOT NULL;
SELECT id, sum(id) OVER (ORDER BY n RANGE BETWEEN 1.5 PRECEDING AND 1.5 FOLLOWING) FROM every_type WHERE abs(n) < 2000;
-- groups frames
SELECT number, count(*) OVER (ORDER BY rate GROUPS 1 PRECEDING) FROM invoices;
SELECT number, sum(net) OVER (ORDER BY period GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM invoices;
SELECT id, count(*) OVER (ORDER BY b GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) FROM every_type;
-- named windows
SELECT id, sum(ti) OVER w, count(*) OVER w FROM every_type WINDOW w AS (PARTITION BY b ORDER BY id);
SELECT id, sum(ti) OVER (w ORDER BY id), rank() OVER (w ORDER BY ti, id) FROM every_type WINDOW w AS (PARTITION BY b);
SELECT id, sum(ti) OVER (w2 ROWS 1 PRECEDING) FROM every_type WINDOW w1 AS (PARTITION BY b), w2 AS (w1 ORDER BY id);
-- windows in order and outside
SELECT id FROM taxpayers ORDER BY row_number() OVER (ORDER BY id DESC);
SELECT * FROM (SELECT payer, receipt, amount, row_number() OVER (PARTITION BY payer ORDER BY amount DESC, receipt) AS n FROM payments) t WHERE n = 1;
SELECT id, ti - lag(ti) OVER (ORDER BY id) FROM every_type WHERE id < 4;
SELECT id, 1.0 * sum(net) OVER (PARTITION BY seller) / sum(net) OVER () FROM (SELECT number id, seller, net FROM invoices WHERE net > 30000) t;
SELECT seller, sum(sum(net)) OVER (ORDER BY seller) FROM invoices GROUP BY seller;
SELECT period, sum(net), lag(sum(net)) OVER (ORDER BY period) FROM invoices GROUP BY period;
SELECT DISTINCT status, count(*) OVER (PARTITION BY status) FROM invoices;
-- what does not work
SELECT id FROM every_type WHERE row_number() OVER (ORDER BY id) = 1;
SELECT row_number() FROM every_type;
SELECT sum(row_number() OVER ()) FROM every_type;
SELECT lag(i, -1) OVER (ORDER BY id) FROM every_type;
SELECT ntile(0) OVER (ORDER BY id) FROM every_type;
SELECT nth_value(i, 0) OVER (ORDER BY id) FROM every_type;
SELECT sum(ti) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM every_type;
SELECT sum(ti) OVER (ORDER BY id ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM every_type;
SELECT sum(DISTINCT ti) OVER (ORDER BY id) FROM every_type;
SELECT sum(ti) OVER w FROM every_type;
SELECT sum(ti) OVER (ORDER BY v RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM every_type;
SELECT upper(v) OVER () FROM every_type;
