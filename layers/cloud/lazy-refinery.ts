/**
 * The refinery, loaded when it is first used: functions that open no file carry no DuckDB, and a cold start does not
 * wait for the tokeniser's key before it is needed.
 */
import type { Refinery } from '../core/ports/refinery.ts';

/** Stands for a refinery that `load` makes once; a failed load is tried again at the next call. */
export function lazyRefinery(load: () => Promise<Refinery>): Refinery {
  let loaded: Promise<Refinery> | undefined;
  const get = () => {
    loaded ??= load();
    loaded.catch(() => (loaded = undefined));
    return loaded;
  };
  return {
    survey: async (...given) => (await get()).survey(...given),
    divide: async (...given) => (await get()).divide(...given),
    refine: async (...given) => (await get()).refine(...given),
    unify: async (...given) => (await get()).unify(...given),
    pack: async (...given) => (await get()).pack(...given),
    merge: async (...given) => (await get()).merge(...given),
    rows: async (...given) => (await get()).rows(...given),
    count: async (...given) => (await get()).count(...given),
    refusedRows: async (...given) => (await get()).refusedRows(...given),
    sourceRow: async (...given) => (await get()).sourceRow(...given),
    text: async (...given) => (await get()).text(...given),
    rejects: async function* (...given) {
      yield* (await get()).rejects(...given);
    },
  };
}
