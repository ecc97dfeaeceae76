-- group by
SELECT status, count(*) FROM taxpayers GROUP BY status;
SELECT status, count(*) FROM taxpayers GROUP BY 1;
SELECT district, industry, count(*), sum(capital), min(employees), max(employees) FROM taxpayers GROUP BY district, industry;
SELECT district, avg(employees) FROM taxpayers GROUP BY district;
SELECT year(issued), month(issued), sum(net) FROM invoices GROUP BY year(issued), month(issued);
SELECT year(issued) AS y, sum(net) FROM invoices GROUP BY 1;
SELECT rate, sum(net) * rate FROM invoices GROUP BY rate;
SELECT rate * 2, count(*) FROM invoices GROUP BY rate;
SELECT rate + 1, count(*) FROM invoices GROUP BY rate + 1;
SELECT substr(period, 1, 4), count(DISTINCT seller) FROM invoices GROUP BY substr(period, 1, 4);
SELECT b, count(*), count(i), count(DISTINCT i > 0) FROM every_type GROUP BY b;
SELECT kind, count(*) FROM taxpayers GROUP BY kind;
SELECT tags, count(*) FROM taxpayers GROUP BY tags;
SELECT d, count(*) FROM every_type GROUP BY d;
SELECT rw, count(*) FROM every_type GROUP BY rw;
SELECT m, count(*) FROM every_type GROUP BY m;
SELECT count(*) FROM invoices GROUP BY status;
SELECT 1 FROM invoices GROUP BY status;
SELECT status FROM invoices GROUP BY status, rate;
SELECT CASE WHEN net > 20000 THEN 'big' ELSE 'small' END AS size, count(*) FROM invoices GROUP BY CASE WHEN net > 20000 THEN 'big' ELSE 'small' END;
SELECT CASE WHEN net > 20000 THEN 'big' ELSE 'small' END AS size, count(*) FROM invoices GROUP BY 1 ORDER BY size;
-- group by an empty input
SELECT count(*), sum(net), avg(net), min(net), max(status), count(DISTINCT net) FROM invoices WHERE false;
SELECT status, count(*) FROM invoices WHERE false GROUP BY status;
SELECT count(*) FROM invoices WHERE false GROUP BY ();
SELECT sum(i), avg(i), array_agg(i), bool_and(b), stddev(d), max_by(i, d), approx_distinct(i) FROM every_type WHERE false;
SELECT 1 FROM invoices WHERE false HAVING count(*) = 0;
-- having
SELECT status, count(*) AS n FROM taxpayers GROUP BY status HAVING count(*) > 20;
SELECT seller, sum(net) FROM invoices GROUP BY seller HAVING sum(net) > 100000 AND max(rate) > DECIMAL '0.1';
SELECT seller FROM invoices GROUP BY seller HAVING count(*) = 1;
SELECT count(*) FROM invoices HAVING count(*) > 1000;
SELECT seller, avg(net) FROM invoices GROUP BY seller HAVING avg(net) > (SELECT avg(net) FROM invoices);
SELECT status, count(*) FROM invoices GROUP BY status HAVING status LIKE '正%';
-- rollup, cube, sets
SELECT district, industry, count(*) FROM taxpayers GROUP BY ROLLUP (district, industry);
SELECT district, industry, count(*), grouping(district, industry) FROM taxpayers GROUP BY CUBE (district, industry);
SELECT district, industry, status, count(*) FROM taxpayers GROUP BY GROUPING SETS ((district), (industry, status), ());
SELECT district, industry, count(*), grouping(industry), grouping(district) FROM taxpayers GROUP BY GROUPING SETS ((district, industry), (district));
SELECT status, rate, sum(net) FROM invoices GROUP BY status, ROLLUP (rate);
SELECT status, rate, period, count(*) FROM invoices GROUP BY CUBE (status, rate), period;
SELECT status, rate, count(*) FROM invoices GROUP BY GROUPING SETS ((status), (status), (rate));
SELECT status, rate, count(*) FROM invoices GROUP BY DISTINCT ROLLUP (status), CUBE (status, rate);
SELECT status, rate, count(*) FROM invoices GROUP BY ALL ROLLUP (status), CUBE (status, rate);
SELECT grouping(status), count(*) FROM invoices GROUP BY status;
SELECT CASE WHEN grouping(status) = 1 THEN '合计' ELSE status END, sum(net) FROM invoices GROUP BY ROLLUP (status);
SELECT sum(net) FROM invoices GROUP BY ();
SELECT sum(net) FROM invoices GROUP BY GROUPING SETS ((), ());
SELECT b, i IS NULL, count(*) FROM every_type GROUP BY ROLLUP (b, i IS NULL);
-- filter and distinct
SELECT count(*) FILTER (WHERE net > 10000), sum(net) FILTER (WHERE status = '红冲') FROM invoices;
SELECT status, count(DISTINCT seller), count(DISTINCT seller) FILTER (WHERE net > 20000) FROM invoices GROUP BY status;
SELECT count(DISTINCT i), sum(DISTINCT ti), avg(DISTINCT ti) FROM every_type;
SELECT count(DISTINCT (b, ti > 0)) FROM every_type;
SELECT count(DISTINCT rw) FROM every_type;
SELECT count(DISTINCT ai), count(ai), count(m) FROM every_type;
-- aggregates in expressions and in order
SELECT status, sum(net) / count(*) FROM invoices GROUP BY status;
SELECT status, sum(net) AS s FROM invoices GROUP BY status ORDER BY s DESC;
SELECT status FROM invoices GROUP BY status ORDER BY sum(net);
SELECT status FROM invoices GROUP BY status ORDER BY count(*) DESC, status LIMIT 2;
SELECT max(net) - min(net), round(avg(net), 2) FROM invoices;
SELECT coalesce(sum(tax), 0) FROM invoices WHERE tax IS NULL;
SELECT district, sum(count(*)) OVER () FROM taxpayers GROUP BY district;
SELECT district, rank() OVER (ORDER BY count(*) DESC, district) FROM taxpayers GROUP BY district;
SELECT sum(x) FROM (SELECT count(*) x FROM invoices GROUP BY seller) t;
-- what does not work
SELECT status, net FROM invoices GROUP BY status;
SELECT status, count(*) FROM invoices GROUP BY 3;
SELECT count(count(*)) FROM invoices;
SELECT sum(status) FROM invoices;
SELECT status AS s, count(*) FROM invoices GROUP BY s;
SELECT grouping(net) FROM invoices GROUP BY status;
SELECT net FROM invoices HAVING net > 1;
SELECT status FROM invoices GROUP BY status ORDER BY net;
SELECT count(*) FROM invoices GROUP BY count(*);
