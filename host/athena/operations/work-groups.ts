/** Work groups. Answers lie in one place whatever a group says; its other settings are AWS's own and are not kept. */
import { z } from 'zod';
import {
  createWorkGroup,
  deleteWorkGroup,
  listWorkGroups,
  updateWorkGroup,
  workGroup as workGroupNamed,
} from '../../../layers/core/workbench/work-groups.ts';
import { type WorkGroup, workGroupName } from '../../../schemas/work-group.ts';
import { resultsBucket } from '../store/locations.ts';
import { mostResults, nextToken, operation, pageOf, seconds } from './operation.ts';

const EngineVersion = { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' };

const summary = ({ name, state, description, createdAt }: WorkGroup) => ({
  Name: name,
  State: state,
  ...(description === undefined ? {} : { Description: description }),
  CreationTime: seconds(createdAt),
});

const described = (group: WorkGroup): object => ({
  ...summary(group),
  Configuration: {
    ...(group.managedResults
      ? { ManagedQueryResultsConfiguration: { Enabled: true } }
      : { ResultConfiguration: { OutputLocation: `s3://${resultsBucket}/` } }),
    EnforceWorkGroupConfiguration: true,
    PublishCloudWatchMetricsEnabled: false,
    RequesterPaysEnabled: false,
    EngineVersion,
  },
});

const description = z.string().max(1024).optional();
const managed = z.object({
  ManagedQueryResultsConfiguration: z.object({ Enabled: z.boolean() }).optional(),
});

export const workGroupOperations = {
  ListEngineVersions: operation({ MaxResults: mostResults(10), NextToken: nextToken }, async () => ({
    EngineVersions: [EngineVersion],
  })),
  GetWorkGroup: operation({ WorkGroup: workGroupName }, async ({ ports }, { input }) => ({
    WorkGroup: described(await workGroupNamed(ports, input.WorkGroup)),
  })),
  ListWorkGroups: operation(
    { MaxResults: mostResults(50), NextToken: nextToken },
    async ({ ports }, { input }) => {
      const limit = input.MaxResults || 50;
      const { page, ...next } = pageOf(await listWorkGroups(ports), ({ name }) => name, {
        after: input.NextToken,
        limit,
      });
      return { WorkGroups: page.map((group) => ({ ...summary(group), EngineVersion })), ...next };
    },
  ),
  CreateWorkGroup: operation(
    { Name: workGroupName, Description: description, Configuration: managed.optional() },
    async ({ ports }, { input, principal }) => {
      const managedResults = input.Configuration?.ManagedQueryResultsConfiguration?.Enabled ?? false;
      const { Name: name, Description } = input;
      await createWorkGroup(ports, { principal, name, description: Description, managedResults });
      return {};
    },
  ),
  UpdateWorkGroup: operation(
    {
      WorkGroup: workGroupName,
      Description: description,
      State: z.enum(['ENABLED', 'DISABLED']).optional(),
      ConfigurationUpdates: managed.optional(),
    },
    async ({ ports }, { input, principal }) => {
      const managedResults = input.ConfigurationUpdates?.ManagedQueryResultsConfiguration?.Enabled;
      await updateWorkGroup(ports, {
        principal,
        name: input.WorkGroup,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.State === undefined ? {} : { state: input.State }),
        ...(managedResults === undefined ? {} : { managedResults }),
      });
      return {};
    },
  ),
  DeleteWorkGroup: operation({ WorkGroup: workGroupName }, async ({ ports }, { input, principal }) => {
    await deleteWorkGroup(ports, { principal, name: input.WorkGroup });
    return {};
  }),
};
