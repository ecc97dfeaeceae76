/** Ten questions of an analyst, in Athena's SQL and as a person would write them for DuckDB. */

export interface Pair {
  readonly name: string;
  readonly athena: string;
  readonly duckdb: string;
}

const same = (name: string, sql: string): Pair => ({ name, athena: sql, duckdb: sql });

/** Over `payments` and `taxpayers` of sql.ts. */
export const pairs: readonly Pair[] = [
  same(
    'by tax type',
    'SELECT tax_type, count(*) AS n, sum(amount) AS total FROM payments GROUP BY tax_type ORDER BY tax_type',
  ),
  same(
    'by district and month',
    `SELECT district, period, sum(amount) AS total FROM payments WHERE tax_type IN ('VAT', 'CIT')
     GROUP BY district, period ORDER BY district, period`,
  ),
  same(
    'largest hundred',
    `SELECT taxpayer_id, sum(amount) AS total FROM payments GROUP BY taxpayer_id
     ORDER BY total DESC, taxpayer_id LIMIT 100`,
  ),
  same(
    'joined with industry',
    `SELECT t.industry, sum(p.amount) AS total, count(DISTINCT p.taxpayer_id) AS payers
     FROM payments p JOIN taxpayers t ON p.taxpayer_id = t.id GROUP BY t.industry ORDER BY t.industry`,
  ),
  {
    name: 'growth on last year',
    athena: `SELECT a.district, CAST(a.total AS double) / CAST(b.total AS double) - 1 AS growth
      FROM (SELECT district, sum(amount) AS total FROM payments WHERE year(paid_date) = 2015 GROUP BY district) a
      JOIN (SELECT district, sum(amount) AS total FROM payments WHERE year(paid_date) = 2014 GROUP BY district) b
        ON a.district = b.district ORDER BY a.district`,
    duckdb: `SELECT a.district, a.total::DOUBLE / b.total::DOUBLE - 1 AS growth
      FROM (SELECT district, sum(amount) AS total FROM payments WHERE year(paid_date) = 2015 GROUP BY district) a
      JOIN (SELECT district, sum(amount) AS total FROM payments WHERE year(paid_date) = 2014 GROUP BY district) b
        ON a.district = b.district ORDER BY a.district`,
  },
  {
    name: 'by month of payment',
    athena: `SELECT date_trunc('month', paid_date) AS m, avg(CAST(amount AS double)) AS mean FROM payments
      GROUP BY date_trunc('month', paid_date) ORDER BY m`,
    duckdb: `SELECT date_trunc('month', paid_date)::DATE AS m, avg(amount::DOUBLE) AS mean FROM payments
      GROUP BY date_trunc('month', paid_date) ORDER BY m`,
  },
  same(
    'rank within district',
    `SELECT district, taxpayer_id, total FROM (
       SELECT district, taxpayer_id, total, rank() OVER (PARTITION BY district ORDER BY total DESC) AS r
       FROM (SELECT district, taxpayer_id, sum(amount) AS total FROM payments GROUP BY district, taxpayer_id) x) y
     WHERE r <= 5 ORDER BY district, total DESC, taxpayer_id`,
  ),
  {
    name: 'refunds apart',
    athena: `SELECT period, sum(if(amount < 0, amount, DECIMAL '0.00')) AS refunded,
      count_if(amount > 100000) AS large FROM payments GROUP BY period ORDER BY period`,
    duckdb: `SELECT period, sum(CASE WHEN amount < 0 THEN amount ELSE 0.00 END) AS refunded,
      count_if(amount > 100000) AS large FROM payments GROUP BY period ORDER BY period`,
  },
  same(
    'who did not pay',
    `SELECT count(*) AS n FROM taxpayers t
     WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.taxpayer_id = t.id AND p.period = '201506')`,
  ),
  {
    name: 'codes by their beginning',
    athena: `SELECT substr(taxpayer_id, 1, 4) AS place, tax_type, sum(amount) AS total FROM payments
      WHERE taxpayer_id LIKE '9152%' AND level <> '中央' GROUP BY substr(taxpayer_id, 1, 4), tax_type
      ORDER BY place, tax_type`,
    duckdb: `SELECT substr(taxpayer_id, 1, 4) AS place, tax_type, sum(amount) AS total FROM payments
      WHERE taxpayer_id LIKE '9152%' AND level <> '中央' GROUP BY substr(taxpayer_id, 1, 4), tax_type
      ORDER BY place, tax_type`,
  },
];
