/** SQL by the API: it takes on the seat of whoever asks, and no other role. */
import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Seat } from '../../layers/core/console-leave/seats.ts';
import type { Stage } from '../stage.ts';
import { seatIdentity } from '../workbench-settings.ts';
import type { Step } from './step.ts';
import { tellSeats } from './tell-seats.ts';

export interface SqlDoorProps {
  readonly stage: Stage;
  readonly seats: readonly Seat[];
  /** Which asks in the seats' names. */
  readonly api: Step;
}

export class SqlDoor extends Construct {
  constructor(scope: Construct, id: string, { stage, seats, api }: SqlDoorProps) {
    super(scope, id);
    tellSeats(api, stage, seats);
    const resources = seats.map((seat) =>
      Stack.of(this).formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: seatIdentity(stage.name, seat),
      }),
    );
    // Dozens of names are too many for the policy that the function has already: IAM counts all of a role's together.
    const policy = new ManagedPolicy(this, 'Seats', {
      statements: [new PolicyStatement({ actions: ['sts:AssumeRole'], resources })],
    });
    api.role.addManagedPolicy(policy);
  }
}
