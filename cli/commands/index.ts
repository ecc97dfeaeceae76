/** All commands, in the order help shows them. */
import type { Command } from '../command.ts';
import { alarmCommands } from './alarm.ts';
import { applicationCommands } from './application.ts';
import { auditCommands } from './audit.ts';
import { backupCommands } from './backup.ts';
import { batchCommands } from './batch.ts';
import { mappingCommand } from './batch-mapping.ts';
import { rejectsCommand } from './batch-rejects.ts';
import { bridgeCommands } from './bridge.ts';
import { catalogCommands } from './catalog.ts';
import { catalogFileCommands } from './catalog-files.ts';
import { catalogPeerCommands } from './catalog-peers.ts';
import { certCommands } from './cert.ts';
import { departmentCommands } from './department.ts';
import { desensitiseCommands } from './desensitise.ts';
import { discoverCommands } from './discover.ts';
import { documentCommands } from './document.ts';
import { flowCommands } from './flow.ts';
import { grantCommands } from './grant.ts';
import { inboxCommands } from './inbox.ts';
import { noticeCommands } from './notice.ts';
import { openCommands } from './open.ts';
import { queryCommands } from './query.ts';
import { questionCommands } from './question.ts';
import { queueCommands } from './queue.ts';
import { recordCommands } from './records.ts';
import { resourceCommands } from './resource.ts';
import { revealCommands } from './reveal.ts';
import { rightsCommands } from './rights.ts';
import { signInCommands } from './sign-in.ts';
import { storeCommands } from './store.ts';
import { subscriptionCommands } from './subscription.ts';
import { trailCommand } from './trail.ts';
import { uploadCommand } from './upload.ts';
import { userCommands } from './user.ts';

export const commands: readonly Command[] = [
  ...resourceCommands,
  ...catalogCommands,
  ...catalogFileCommands,
  ...catalogPeerCommands,
  ...discoverCommands,
  ...documentCommands,
  uploadCommand,
  ...desensitiseCommands,
  ...recordCommands,
  ...batchCommands,
  rejectsCommand,
  mappingCommand,
  ...grantCommands,
  ...subscriptionCommands,
  ...inboxCommands,
  ...bridgeCommands,
  ...noticeCommands,
  ...auditCommands,
  trailCommand,
  ...openCommands,
  ...queryCommands,
  ...flowCommands,
  ...questionCommands,
  ...storeCommands,
  ...queueCommands,
  ...alarmCommands,
  ...backupCommands,
  ...departmentCommands,
  ...signInCommands,
  ...userCommands,
  ...applicationCommands,
  ...rightsCommands,
  ...certCommands,
  ...revealCommands,
];
