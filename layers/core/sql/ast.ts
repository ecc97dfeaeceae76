/** What a text in Athena engine v3 SQL says, before anything is known of tables and types. */

/** Where a node begins: its offset in the text, in UTF-16 units. */
export interface Placed {
  readonly at: number;
}

/** Lower-cased unless it was quoted; names are compared without regard to case either way. */
export interface Name extends Placed {
  readonly text: string;
  /** As it was written, where that differs: a column of an answer is called so. */
  readonly written?: string;
}

export type Expression =
  | Literal
  | TypedLiteral
  | IntervalLiteral
  | Column
  | Parameter
  | Unary
  | Binary
  | Between
  | InList
  | InQuery
  | Like
  | IsNull
  | Quantified
  | Exists
  | Case
  | Cast
  | Extract
  | Trim
  | Call
  | Lambda
  | Scalar
  | ArrayOf
  | RowOf
  | Subscript
  | Field
  | CurrentMoment
  | AtTimeZone;

export interface Literal extends Placed {
  readonly kind: 'literal';
  /** `decimal` is written `1.5`, `double` is written `1.5E0`, `binary` is `X'6162'`. */
  readonly of: 'null' | 'boolean' | 'integer' | 'decimal' | 'double' | 'string' | 'binary';
  /**
   * Without quotes; of `binary` the hexadecimal digits; of `null` empty. A number has a minus if one stands right
   * before it: `-9223372036854775808` is a bigint. Integers are decimal (`0x1F` is 31) and fit a bigint.
   */
  readonly text: string;
}

/** `DATE '2024-01-01'`, `DECIMAL '1.50'`, `JSON '{}'`, `bigint '7'`. */
export interface TypedLiteral extends Placed {
  readonly kind: 'typed-literal';
  readonly type: TypeName;
  readonly text: string;
}

export type IntervalUnit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

export interface IntervalLiteral extends Placed {
  readonly kind: 'interval';
  readonly negative: boolean;
  readonly text: string;
  readonly from: IntervalUnit;
  readonly to?: IntervalUnit;
}

/** `a`, `t.a`, `db.t.a`, `t.r.field`: which it is, the scope says. */
export interface Column extends Placed {
  readonly kind: 'column';
  readonly parts: readonly Name[];
}

/** A `?`, numbered from 0. */
export interface Parameter extends Placed {
  readonly kind: 'parameter';
  readonly index: number;
}

export interface Unary extends Placed {
  readonly kind: 'unary';
  readonly operator: '+' | '-' | 'not';
  readonly of: Expression;
}

export type ComparisonSign = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ComparisonOperator = ComparisonSign | 'is distinct from' | 'is not distinct from';
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '||' | ComparisonOperator | 'and' | 'or';

export interface Binary extends Placed {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Between extends Placed {
  readonly kind: 'between';
  readonly negated: boolean;
  readonly of: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export interface InList extends Placed {
  readonly kind: 'in-list';
  readonly negated: boolean;
  readonly of: Expression;
  readonly list: readonly Expression[];
}

export interface InQuery extends Placed {
  readonly kind: 'in-query';
  readonly negated: boolean;
  readonly of: Expression;
  readonly query: Query;
}

export interface Like extends Placed {
  readonly kind: 'like';
  readonly negated: boolean;
  readonly of: Expression;
  readonly pattern: Expression;
  readonly escape?: Expression;
}

export interface IsNull extends Placed {
  readonly kind: 'is-null';
  readonly negated: boolean;
  readonly of: Expression;
}

export interface Quantified extends Placed {
  readonly kind: 'quantified';
  readonly operator: ComparisonSign;
  readonly which: 'all' | 'any';
  readonly of: Expression;
  readonly query: Query;
}

export interface Exists extends Placed {
  readonly kind: 'exists';
  readonly query: Query;
}

export interface Case extends Placed {
  readonly kind: 'case';
  /** Of the simple form: what each `when` is compared with. */
  readonly of?: Expression;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise?: Expression;
}

export interface Cast extends Placed {
  readonly kind: 'cast';
  readonly tried: boolean;
  readonly of: Expression;
  readonly type: TypeName;
}

/** `EXTRACT(dow FROM x)`; the field in lower case. */
export interface Extract extends Placed {
  readonly kind: 'extract';
  readonly field: string;
  readonly of: Expression;
}

/** `TRIM(LEADING 'x' FROM y)`; `trim(y)` is one too. */
export interface Trim extends Placed {
  readonly kind: 'trim';
  readonly side: 'both' | 'leading' | 'trailing';
  readonly characters?: Expression;
  readonly of: Expression;
}

/** Functions, aggregates and window functions; `POSITION(a IN b)` and other special forms come as calls too. */
export interface Call extends Placed {
  readonly kind: 'call';
  readonly name: Name;
  readonly arguments: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter?: Expression;
  /** A window written out, or the name of one in the WINDOW clause. */
  readonly over?: Window | Name;
  readonly nulls?: 'ignore' | 'respect';
  /** `listagg(…) WITHIN GROUP (ORDER BY …)`. */
  readonly withinGroup: readonly SortItem[];
  /** `listagg(… ON OVERFLOW …)`: as written. */
  readonly overflow?: { readonly error: boolean; readonly filler?: string; readonly withCount: boolean };
}

export interface Lambda extends Placed {
  readonly kind: 'lambda';
  readonly parameters: readonly Name[];
  readonly body: Expression;
}

/** A query that stands for one value. */
export interface Scalar extends Placed {
  readonly kind: 'scalar';
  readonly query: Query;
}

export interface ArrayOf extends Placed {
  readonly kind: 'array';
  readonly elements: readonly Expression[];
}

/** `ROW(1, 2)` or `(1, 2)`. */
export interface RowOf extends Placed {
  readonly kind: 'row';
  readonly elements: readonly Expression[];
}

export interface Subscript extends Placed {
  readonly kind: 'subscript';
  readonly of: Expression;
  readonly index: Expression;
}

/** A field of a value that is no plain name: `f(x).name`. */
export interface Field extends Placed {
  readonly kind: 'field';
  readonly of: Expression;
  readonly name: Name;
}

export interface CurrentMoment extends Placed {
  readonly kind: 'current';
  readonly which:
    | 'current_date'
    | 'current_time'
    | 'current_timestamp'
    | 'localtime'
    | 'localtimestamp'
    | 'current_user'
    | 'current_catalog'
    | 'current_schema';
  readonly precision?: number;
}

export interface AtTimeZone extends Placed {
  readonly kind: 'at-time-zone';
  readonly of: Expression;
  readonly zone: Expression;
}

/** `decimal(18, 2)`, `array(row(a bigint, b varchar))`, `timestamp(3) with time zone`; the name in lower case. */
export interface TypeName extends Placed {
  readonly name: string;
  /** Numbers as text, or types. */
  readonly parameters: readonly (number | TypeName)[];
  /** Of `row`: the fields in order. */
  readonly fields?: readonly { readonly name?: Name; readonly type: TypeName }[];
}

export interface SortItem extends Placed {
  readonly of: Expression;
  readonly descending: boolean;
  readonly nulls?: 'first' | 'last';
}

export interface FrameBound {
  readonly kind: 'unbounded-preceding' | 'preceding' | 'current-row' | 'following' | 'unbounded-following';
  readonly value?: Expression;
}

export interface Window extends Placed {
  /** The name of the window this one extends. */
  readonly base?: Name;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: {
    readonly unit: 'rows' | 'range' | 'groups';
    readonly start: FrameBound;
    readonly end?: FrameBound;
  };
}

export interface Query extends Placed {
  readonly kind: 'query';
  readonly recursive: boolean;
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset?: Expression;
  /** `LIMIT ALL` is none. `withTies`: FETCH FIRST … WITH TIES. */
  readonly limit?: { readonly count: Expression; readonly withTies: boolean };
}

export interface CommonTable extends Placed {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
}

export type QueryBody = Select | SetOperation | Values | TableBody | Query;

export interface Select extends Placed {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where?: Expression;
  readonly groupBy?: {
    readonly distinct: boolean;
    readonly elements: readonly GroupingElement[];
  };
  readonly having?: Expression;
  readonly windows: readonly { readonly name: Name; readonly window: Window }[];
}

export type SelectItem =
  | (Placed & { readonly kind: 'value'; readonly of: Expression; readonly alias?: Name })
  /** `*`, `t.*`, `db.t.*`, or `row_expression.*` with aliases. */
  | (Placed & {
      readonly kind: 'star';
      readonly of?: Expression;
      readonly aliases: readonly Name[];
    });

/** `simple` with one expression or, in parentheses, several; `()` has none. */
export interface GroupingElement extends Placed {
  readonly kind: 'simple' | 'rollup' | 'cube' | 'sets';
  readonly sets: readonly (readonly Expression[])[];
}

export interface SetOperation extends Placed {
  readonly kind: 'set-operation';
  readonly operator: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export interface Values extends Placed {
  readonly kind: 'values';
  /**
   * `(1, 2)` is two columns. One expression alone (`1`, `ROW(1)`, `CAST(… AS ROW(a int, b int))`) is one column, unless
   * its type is a row: then each of its fields is a column.
   */
  readonly rows: readonly (readonly Expression[])[];
}

/** `TABLE t`. */
export interface TableBody extends Placed {
  readonly kind: 'table-body';
  readonly name: readonly Name[];
}

export type Relation = TableRelation | QueryRelation | Unnest | Join | TableFunction;

export interface Aliased {
  readonly alias?: Name;
  readonly columnAliases: readonly Name[];
}

export interface TableRelation extends Placed, Aliased {
  readonly kind: 'table';
  readonly name: readonly Name[];
  readonly sample?: { readonly method: 'bernoulli' | 'system'; readonly percent: Expression };
}

export interface QueryRelation extends Placed, Aliased {
  readonly kind: 'subquery';
  readonly lateral: boolean;
  readonly query: Query;
}

export interface Unnest extends Placed, Aliased {
  readonly kind: 'unnest';
  readonly of: readonly Expression[];
  readonly ordinality: boolean;
}

/** `TABLE(sequence(…))`. */
export interface TableFunction extends Placed, Aliased {
  readonly kind: 'table-function';
  readonly name: Name;
  readonly arguments: readonly { readonly name?: Name; readonly value: Expression }[];
}

export interface Join extends Placed {
  readonly kind: 'join';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly left: Relation;
  readonly right: Relation;
  readonly on?: Expression;
  readonly using: readonly Name[];
  readonly natural: boolean;
}
