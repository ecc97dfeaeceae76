-- taxpayers that sell and have no registration
SELECT DISTINCT i.seller FROM invoices i LEFT JOIN taxpayers t ON t.id = i.seller WHERE t.id IS NULL;
SELECT i.seller, count(*) AS invoices, sum(i.net) AS net, min(i.issued) AS first_issued, max(i.issued) AS last_issued FROM invoices i WHERE NOT EXISTS (SELECT 1 FROM taxpayers t WHERE t.id = i.seller) GROUP BY i.seller;
-- deregistered and still issuing
SELECT t.id, t.name, t.status, count(*) AS n, sum(i.net) AS net FROM taxpayers t JOIN invoices i ON i.seller = t.id WHERE t.status IN ('注销', '非正常') AND i.status = '正常' GROUP BY t.id, t.name, t.status HAVING sum(i.net) > 10000;
SELECT t.id, date_diff('day', t.registered, min(i.issued)) AS days FROM taxpayers t JOIN invoices i ON i.seller = t.id GROUP BY t.id, t.registered;
-- net of red invoices
SELECT seller, sum(CASE status WHEN '正常' THEN net WHEN '红冲' THEN -net ELSE 0 END) AS net FROM invoices GROUP BY seller;
SELECT seller, sum(if(status = '红冲', -net, net)) FILTER (WHERE status <> '作废') AS net FROM invoices GROUP BY seller;
SELECT seller, period, sum(net) FILTER (WHERE status = '正常') - coalesce(sum(net) FILTER (WHERE status = '红冲'), 0) AS net FROM invoices GROUP BY seller, period;
-- tax that does not agree with its rate
SELECT number, net, rate, tax, CAST(net * rate AS decimal(18, 2)) - tax AS gap FROM invoices WHERE abs(CAST(net * rate AS decimal(18, 2)) - tax) > 0.01;
SELECT number, round(net * rate, 2) AS due, tax, round(net * rate, 2) <> tax AS wrong FROM invoices WHERE status = '正常';
SELECT number, net, round(net / (1 + rate), 2) AS without_tax, net - round(net / (1 + rate), 2) AS contained FROM invoices WHERE number < 10100;
-- burden
SELECT p.payer, sum(p.amount) AS paid, s.net, CAST(sum(p.amount) AS double) / CAST(s.net AS double) AS burden FROM payments p JOIN (SELECT seller, sum(net) AS net FROM invoices WHERE status = '正常' GROUP BY seller) s ON s.seller = p.payer GROUP BY p.payer, s.net;
SELECT t.industry, round(100 * CAST(sum(p.amount) AS double) / sum(t.capital), 3) AS percent FROM taxpayers t JOIN payments p ON p.payer = t.id WHERE t.capital > 0 GROUP BY t.industry;
SELECT industry, avg(burden), stddev(burden), approx_percentile(burden, 0.5E0) FROM (SELECT t.industry, CAST(sum(p.amount) AS double) / 10000 AS burden FROM taxpayers t JOIN payments p ON p.payer = t.id GROUP BY t.industry, t.id) b GROUP BY industry;
-- median and median absolute deviation of the peers
WITH per AS (SELECT t.industry, t.id, CAST(sum(i.net) AS double) AS net FROM taxpayers t JOIN invoices i ON i.seller = t.id GROUP BY t.industry, t.id), med AS (SELECT industry, approx_percentile(net, 0.5E0) AS m FROM per GROUP BY industry) SELECT p.industry, m.m, approx_percentile(abs(p.net - m.m), 0.5E0) AS mad FROM per p JOIN med m ON m.industry = p.industry GROUP BY p.industry, m.m;
WITH per AS (SELECT seller, CAST(sum(net) AS double) AS net FROM invoices GROUP BY seller) SELECT seller, net, (net - avg(net) OVER ()) / nullif(stddev(net) OVER (), 0) AS z FROM per;
-- surcharges follow the main tax
SELECT payer, period, sum(amount) FILTER (WHERE tax = '增值税') AS vat, sum(amount) FILTER (WHERE tax = '城建税') AS surcharge, sum(amount) FILTER (WHERE tax = '增值税') * 0.07 AS due FROM payments GROUP BY payer, period;
SELECT payer, map_agg(tax, amount) FROM (SELECT payer, tax, sum(amount) AS amount FROM payments GROUP BY payer, tax) p GROUP BY payer;
SELECT payer, element_at(map_agg(tax, amount), '增值税') AS vat FROM (SELECT payer, tax, sum(amount) AS amount FROM payments GROUP BY payer, tax) p GROUP BY payer;
-- growth against the month and the year before
SELECT period, net, lag(net) OVER (ORDER BY period) AS before, round(100.0 * (net - lag(net) OVER (ORDER BY period)) / lag(net) OVER (ORDER BY period), 2) AS growth FROM (SELECT period, sum(net) AS net FROM invoices GROUP BY period) m ORDER BY period;
WITH m AS (SELECT period, sum(amount) AS paid FROM payments GROUP BY period) SELECT a.period, a.paid, b.paid AS year_before, CAST(a.paid - b.paid AS double) / CAST(b.paid AS double) AS growth FROM m a LEFT JOIN m b ON CAST(b.period AS integer) = CAST(a.period AS integer) - 100 ORDER BY a.period;
SELECT payer, period, amount, sum(amount) OVER (PARTITION BY payer ORDER BY period, receipt ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS three FROM payments;
SELECT period, sum(sum(amount)) OVER (PARTITION BY substr(period, 1, 4) ORDER BY period) AS this_year FROM payments GROUP BY period;
-- periods
SELECT DISTINCT period, date_parse(period || '01', '%Y%m%d') AS first_day, last_day_of_month(CAST(date_parse(period || '01', '%Y%m%d') AS date)) AS last_day FROM payments;
SELECT date_format(issued, '%Y%m') AS period, count(*) FROM invoices GROUP BY date_format(issued, '%Y%m');
SELECT date_trunc('quarter', issued) AS quarter, sum(net) FROM invoices GROUP BY date_trunc('quarter', issued);
SELECT year(issued) * 10 + quarter(issued) AS q, count(*) FROM invoices GROUP BY year(issued) * 10 + quarter(issued);
SELECT number, date_add('day', 15, last_day_of_month(issued)) AS due FROM invoices WHERE number < 10030;
SELECT format_datetime(issued_at, 'yyyyMM') AS period, count(*) FROM invoices GROUP BY format_datetime(issued_at, 'yyyyMM');
SELECT p.period FROM (SELECT date_format(d, '%Y%m') AS period FROM UNNEST(sequence(DATE '2015-01-01', DATE '2016-12-01', INTERVAL '1' MONTH)) AS s(d)) p LEFT JOIN (SELECT DISTINCT period FROM payments WHERE tax = '房产税') q ON q.period = p.period WHERE q.period IS NULL;
SELECT day_of_week(issued) AS dow, hour(issued_at) AS hour, count(*) FROM invoices GROUP BY day_of_week(issued), hour(issued_at);
-- the newest of each
SELECT payer, receipt, amount FROM (SELECT p.*, row_number() OVER (PARTITION BY payer ORDER BY period DESC, receipt DESC) AS n FROM payments p) x WHERE n = 1;
SELECT payer, max_by(channel, receipt), min_by(amount, receipt) FROM payments GROUP BY payer;
SELECT payer, max(ROW(period, receipt)) FROM payments GROUP BY payer;
-- top of each district
SELECT * FROM (SELECT t.district, t.id, sum(i.net) AS net, rank() OVER (PARTITION BY t.district ORDER BY sum(i.net) DESC) AS place FROM taxpayers t JOIN invoices i ON i.seller = t.id GROUP BY t.district, t.id) x WHERE place <= 3;
-- circles of buyers and sellers
SELECT a.seller, a.buyer, count(*) FROM invoices a JOIN invoices b ON a.seller = b.buyer AND a.buyer = b.seller GROUP BY a.seller, a.buyer;
-- keys and names
SELECT id, length(id), substr(id, 9, 9) AS org9, regexp_like(id, '^[0-9A-HJ-NPQRTUWXY]{18}$') AS valid FROM taxpayers;
SELECT id, upper(replace(replace(trim(id), '-', ''), ' ', '')) AS key FROM taxpayers;
SELECT name, regexp_replace(name, '(有限责任公司|股份有限公司|有限公司)$', '') AS core, regexp_extract(name, '贵阳(\D+)(\d)', 1) AS brand FROM taxpayers;
SELECT a.id, b.id, levenshtein_distance(a.name, b.name) AS distance FROM taxpayers a JOIN taxpayers b ON a.id < b.id AND a.district = b.district WHERE levenshtein_distance(a.name, b.name) <= 1;
SELECT normalize('ＡＢＣ１２３', NFKC), translate('（甲）', '（）', '()'), strpos('贵阳市南明区', '南明');
WITH w AS (SELECT ARRAY[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] AS w, '0123456789ABCDEFGHJKLMNPQRTUWXY' AS alphabet) SELECT t.id, reduce(sequence(1, 17), 0, (s, i) -> s + w.w[i] * (strpos(w.alphabet, substr(t.id, i, 1)) - 1), s -> 31 - s % 31) AS sum FROM taxpayers t CROSS JOIN w;
SELECT reduce(zip_with(ARRAY[7, 9, 10, 5, 8, 4, 2], ARRAY[1, 2, 3, 4, 5, 6, 7], (w, d) -> w * d), 0, (s, x) -> s + x, s -> s % 11);
-- bands
SELECT CASE WHEN net >= 40000 THEN '高' WHEN net >= 10000 THEN '中' WHEN net >= 1000 THEN '低' ELSE '不发' END AS band, count(*), sum(net) FROM invoices GROUP BY 1;
SELECT width_bucket(CAST(net AS double), 0, 50000, 5) AS bucket, count(*) FROM invoices GROUP BY 1 ORDER BY 1;
SELECT ntile, min(net), max(net) FROM (SELECT net, ntile(10) OVER (ORDER BY net, number) AS ntile FROM invoices) x GROUP BY ntile ORDER BY ntile;
-- lines of invoices
SELECT i.number, i.net, reduce(i.lines, CAST(0 AS decimal(18, 2)), (s, l) -> CAST(s + l.amount AS decimal(18, 2)), s -> s) AS of_lines FROM invoices i;
SELECT number, cardinality(filter(lines, l -> l.quantity > 10)), transform(lines, l -> l.item) FROM invoices;
SELECT number, any_match(lines, l -> l.item = '住宿'), all_match(lines, l -> l.amount > 100), none_match(lines, l -> l.quantity = 1) FROM invoices;
SELECT t.industry, l.item, count(*), sum(l.amount) FROM invoices i JOIN taxpayers t ON t.id = i.seller CROSS JOIN UNNEST(i.lines) AS l(item, quantity, amount) GROUP BY t.industry, l.item;
-- reliefs
SELECT id FROM taxpayers WHERE contains(tags, '小微') AND (employees > 300 OR capital > 5000000);
SELECT tag, count(*), avg(employees) FROM taxpayers CROSS JOIN UNNEST(tags) AS t(tag) GROUP BY tag;
SELECT id, array_join(array_sort(tags), '、') FROM taxpayers WHERE cardinality(tags) > 1;
-- reconciling counts
SELECT coalesce(district, '不明') AS district, count(*) AS registered, count_if(t.status = '正常') AS normal, count(DISTINCT i.seller) AS active FROM taxpayers t LEFT JOIN invoices i ON i.seller = t.id GROUP BY coalesce(district, '不明');
SELECT CASE WHEN a.id IS NULL THEN '只缴税' WHEN p.payer IS NULL THEN '只登记' ELSE '两边' END AS side, count(*) FROM taxpayers a FULL JOIN (SELECT DISTINCT payer FROM payments) p ON p.payer = a.id GROUP BY 1;
SELECT district, industry, count(*) AS n, grouping(district, industry) AS g FROM taxpayers GROUP BY CUBE (district, industry) ORDER BY g, district NULLS LAST, industry NULLS LAST;
SELECT (SELECT count(*) FROM taxpayers) AS a, (SELECT count(DISTINCT payer) FROM payments) AS b, (SELECT count(*) FROM (SELECT id FROM taxpayers INTERSECT SELECT payer FROM payments) x) AS both_sides;
-- shares that may be shown
SELECT industry, contributors, total, largest / total < 0.5 AS may FROM (SELECT t.industry, count(DISTINCT p.payer) AS contributors, CAST(sum(p.amount) AS double) AS total, CAST(max(p.amount) AS double) AS largest FROM payments p JOIN taxpayers t ON t.id = p.payer GROUP BY t.industry) x WHERE contributors >= 10;
-- trend
SELECT payer, regr_slope(CAST(amount AS double), CAST(CAST(period AS integer) AS double)) AS slope, corr(CAST(amount AS double), ratio) AS r FROM payments GROUP BY payer;
SELECT regr_intercept(CAST(net AS double), CAST(rate AS double)), covar_samp(CAST(net AS double), CAST(rate AS double)) FROM invoices;
-- doubt points as a row each
SELECT 'tax-gap' AS rule, seller AS subject, period, CAST(sum(CAST(net * rate AS decimal(18, 2)) - coalesce(tax, 0)) AS decimal(18, 2)) AS stake, count(*) AS evidence, to_hex(md5(to_utf8('tax-gap|' || seller || '|' || period))) AS key FROM invoices WHERE status = '正常' GROUP BY seller, period HAVING abs(sum(CAST(net * rate AS decimal(18, 2)) - coalesce(tax, 0))) > 1 ORDER BY seller, period;
SELECT json_format(CAST(MAP(ARRAY['payer', 'paid'], ARRAY[payer, CAST(sum(amount) AS varchar)]) AS json)) FROM payments GROUP BY payer;
SELECT payer, array_agg(ROW(receipt, amount) ORDER BY receipt) FROM payments WHERE payer LIKE '%1000%' GROUP BY payer;
SELECT payer, listagg(tax, '、') WITHIN GROUP (ORDER BY receipt) FROM payments GROUP BY payer;
SELECT payer, array_join(array_agg(DISTINCT tax ORDER BY tax), ',') FROM payments GROUP BY payer;
