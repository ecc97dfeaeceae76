/**
 * Notifier on one SNS topic. Subscribers filter by the attributes `to` and `severity`. That a notice was sent is
 * kept as a record: a death between the two sends it twice, never not at all.
 */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { ConditionFailed } from '../core/errors.ts';
import type { Records } from '../core/ports/records.ts';
import type { Notice, Notifier } from '../core/ports/surroundings.ts';
import { callAws } from './call-aws.ts';

/** Makes the port over a topic and the records that remember what was sent. */
export function snsNotifier(sns: SNSClient, topic: string, records: Records): Notifier {
  return {
    notify: async (notice) => {
      const sent = `notice/${notice.id}`;
      if ((await records.get(sent)) !== undefined) return;
      await publish(sns, topic, notice);
      await remember(records, sent);
    },
  };
}

async function publish(sns: SNSClient, TopicArn: string, notice: Notice): Promise<void> {
  const command = new PublishCommand({
    TopicArn,
    // SNS subjects are ASCII only: the subject proper is the first line of the message.
    Subject: `Shuiyuan ${notice.severity}`,
    Message: `${notice.subject}\n\n${notice.body}`,
    MessageAttributes: {
      to: { DataType: 'String', StringValue: notice.to },
      severity: { DataType: 'String', StringValue: notice.severity },
    },
  });
  await callAws('sns Publish', () => sns.send(command));
}

async function remember(records: Records, key: string): Promise<void> {
  try {
    await records.commit([{ put: key, value: { schema: 'notice/1' }, expect: 0 }]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}
