/** What a function is told of the seats: their names, and what stands before them in the names of what belongs to them. */
import { Stack } from 'aws-cdk-lib';
import { type Seat, seatName } from '../../layers/core/console-leave/seats.ts';
import type { Stage } from '../stage.ts';
import { seatPrefix } from '../workbench-settings.ts';
import type { Step } from './step.ts';

export function tellSeats(step: Step, stage: Stage, seats: readonly Seat[]): void {
  const identities = Stack.of(step).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: seatPrefix(stage.name),
  });
  step.function.addEnvironment('CONSOLE_SEATS', seats.map(seatName).join(','));
  step.function.addEnvironment('CONSOLE_IDENTITIES', identities);
  step.function.addEnvironment('CONSOLE_GROUPS', seatPrefix(stage.name));
}
