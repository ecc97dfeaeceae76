/**
 * The figures a stage's functions are given: what a step can do in its time, and over it what the operator set. The
 * bounds are those of a function: it looks at a whole upload in its scratch space, once when it is accepted and twice
 * when it is cut, and every byte comes over its network. What takes most of the time is the fetching.
 */
import { type Settings, settingsSchema } from '../layers/core/ports/settings.ts';
import type { Stage } from './stage.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

/** Lambda's most, in MiB. */
export const fileScratchMegabytes = 10_240;
/** The upload lies in the scratch space as a whole; the rest is for what is made of a chunk of it. */
const mostUpload = 9 * gibibyte;
/** A file that cannot be cut lies there with its decoded form, several times its size, and the engine's own. */
const mostWholeFile = 2 * gibibyte;
const mostSinglePut = 5 * gibibyte;

/** An estimate for lack of measurements on AWS: 70 MiB/s from S3, halved for the two passes over an upload. */
const uploadBytesPerSecond = 35 * mebibyte;
/** An estimate: decoding, cleaning and writing, at the speed of compressed workbooks. */
const wholeBytesPerSecond = 8.5 * mebibyte;

type Limits = Pick<Settings, 'uploadBytes' | 'wholeFileBytes' | 'singlePutBytes'>;

/** Whole MiB. */
function limitsOf(stepSeconds: number): Limits {
  const within = (rate: number, most: number) =>
    Math.min(most, Math.floor((rate * stepSeconds) / mebibyte) * mebibyte);
  const uploadBytes = within(uploadBytesPerSecond, mostUpload);
  const wholeFileBytes = within(wholeBytesPerSecond, mostWholeFile);
  return { uploadBytes, wholeFileBytes, singlePutBytes: Math.min(mostSinglePut, uploadBytes) };
}

/** Figures that are not the program's defaults. @throws when one is not possible in a function */
export function settingsOf(
  stage: Pick<Stage, 'name' | 'stepSeconds' | 'settings'> & Partial<Pick<Stage, 'outsideNetworks'>>,
): Partial<Settings> {
  const given = stage.settings;
  const limits = limitsOf(stage.stepSeconds);
  const singlePutBytes = Math.min(mostSinglePut, given.uploadBytes ?? limits.uploadBytes);
  const { outsideNetworks = [] } = stage;
  const outside = outsideNetworks.length > 0 ? { outsideNetworks } : {};
  const settings = { ...limits, singlePutBytes, ...given, ...outside };
  settingsSchema.parse(settings);
  refuseAbove(stage.name, settings, {
    uploadBytes: mostUpload,
    wholeFileBytes: mostWholeFile,
    singlePutBytes: mostSinglePut,
  });
  return settings;
}

function refuseAbove(stage: string, settings: Limits, most: Limits): void {
  for (const name of Object.keys(most) as (keyof Limits)[])
    if (settings[name] > most[name])
      throw new Error(
        `stage ${stage} sets ${name} to ${settings[name]}; a function can do ${most[name]} at most`,
      );
}
