/** Records of the flows. */
import {
  flowMapSchema,
  flowRecordSchema,
  flowRunSchema,
  flowVersionSchema,
} from '../../../schemas/flow-records.ts';
import { kind, pad } from '../records.ts';

export const flows = kind({
  name: 'flow',
  key: (code: string) => `flow/${code}`,
  schema: flowRecordSchema,
  indexes: ({ code }) => ({ topic: ['flows', code] }),
});

export const flowVersions = kind({
  name: 'flow-version',
  key: (code: string, version: number) => `flow-version/${code}/${pad(version)}`,
  schema: flowVersionSchema,
  indexes: ({ flow, version }) => ({ topic: [`flow-versions/${flow.code}`, pad(version)] }),
});

export const flowMap = kind({ name: 'flow-map', key: () => 'flow-map', schema: flowMapSchema });

/** Partition of the due index: runs that are not ended, in the order they were asked for. */
export const openRuns = 'flow-runs';

export const flowRuns = kind({
  name: 'flow-run',
  key: (id: string) => `flow-run/${id}`,
  schema: flowRunSchema,
  indexes: (run) => ({
    topic: [run.cause === 'dry' ? 'flow-dry-runs' : `flow-runs-of/${run.flow}`, run.id],
    ...(run.stage === 'asked' || run.stage === 'pinned' ? { due: [openRuns, run.id] as const } : {}),
  }),
});

/** Rows of a dry run lie below it for a day: `exports/flows/{run}.csv`. */
export const dryFolder = 'exports/flows/';
export const dryKey = (run: string): string => `${dryFolder}${run}.csv`;

/** The chain that flows are entered in: the platform runs them. */
export const flowChain = 'platform';
