/** Records of the real-time channel. Segments stand in the ledger; what leads to them and from them does not. */
import {
  channelSchema,
  gatheredSchema,
  segmentBodySchema,
  segmentSchema,
  takenMessageSchema,
} from '../../../schemas/realtime.ts';
import { kind, pad } from '../records.ts';

/** A resource as one department sends it. */
export interface ChannelName {
  readonly department: string;
  readonly resource: string;
}

export const nameChannel = ({ department, resource }: ChannelName): string => `${department}/${resource}`;

/** Partition of the due index: segments whose message ids are still remembered. */
export const remembered = 'segments';

export const channels = kind({
  name: 'channel',
  key: (name: ChannelName) => `channel/${nameChannel(name)}`,
  schema: channelSchema,
  indexes: (channel) => ({ topic: ['channels', nameChannel(channel)] }),
});

export const segments = kind({
  name: 'segment',
  key: (name: ChannelName, segment: number) => `segment/${nameChannel(name)}/${pad(segment)}`,
  schema: segmentSchema,
  indexes: (segment) =>
    segment.forgotten
      ? {}
      : { due: [remembered, `${segment.at}/${nameChannel(segment)}/${pad(segment.segment)}`] },
});

export const segmentBodies = kind({
  name: 'segment-body',
  key: (name: ChannelName, segment: number, part: number) =>
    `segment-body/${nameChannel(name)}/${pad(segment)}/${part}`,
  schema: segmentBodySchema,
});

export const takenMessages = kind({
  name: 'message',
  key: (name: ChannelName, id: string) => `message/${nameChannel(name)}/${id}`,
  schema: takenMessageSchema,
});

export const gatherings = kind({
  name: 'gathered',
  key: (name: ChannelName) => `gathered/${nameChannel(name)}`,
  schema: gatheredSchema,
});
