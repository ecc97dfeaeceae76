/** Functions of portable SQL that no expression of DuckDB's can write: here they are programs. */
import {
  BIGINT,
  BLOB,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';

const carriers = { bytes: BLOB, text: VARCHAR, double: DOUBLE, bigint: BIGINT, integer: INTEGER } as const;
type Carrier = keyof typeof carriers;

interface Values {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly double: number;
  readonly bigint: bigint;
  readonly integer: number;
}

type Arguments<Of extends readonly Carrier[]> = { readonly [At in keyof Of]: Values[Of[At]] };

export interface NativeFunction {
  /** As the macros of portable SQL call it: `tr_sha512`. */
  readonly name: string;
  readonly parameters: readonly Carrier[];
  readonly result: Carrier;
  /** Never asked about a NULL: that gives NULL. @throws Error whose message is Trino's name of what is wrong, and what */
  readonly of: (...values: never[]) => Values[Carrier] | null;
}

export const native = <const Of extends readonly Carrier[], Result extends Carrier>(
  name: string,
  parameters: Of,
  result: Result,
  of: (...values: Arguments<Of>) => Values[Result] | null,
): NativeFunction => ({ name, parameters, result, of: of as unknown as NativeFunction['of'] });

export function teachFunction(connection: DuckDBConnection, of: NativeFunction): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: of.name,
      parameterTypes: of.parameters.map((carrier): DuckDBType => carriers[carrier]),
      returnType: carriers[of.result],
      mainFunction: (info, input, output) => {
        try {
          const columns = of.parameters.map((_, index) => input.getColumnVector(index));
          for (let row = 0; row < input.rowCount; row += 1) {
            const values = columns.map((column) => plain(column.getItem(row)));
            const given = values.includes(null) ? null : (of.of as (...all: unknown[]) => unknown)(...values);
            output.setItem(row, given instanceof Uint8Array ? new DuckDBBlobValue(given) : (given as null));
          }
          output.flush();
        } catch (cause) {
          info.setError(cause instanceof Error ? cause.message : String(cause));
        }
      },
    }),
  );
}

const plain = (value: unknown): unknown => (value instanceof DuckDBBlobValue ? value.bytes : value);

/** What a native function throws about its arguments. A refusal stands in the macro: TRY would make NULL of it. */
export const wrongValue = (why: string): Error => new Error(`INVALID_FUNCTION_ARGUMENT: ${why}`);
