/** How a command ends badly: its exit status and what to tell, in both languages. */
export const exitStatus = { done: 0, refused: 1, usage: 2, transient: 3 } as const;

export abstract class CommandFailure extends Error {
  abstract readonly status: number;
  readonly code: string;
  readonly zh: string;
  /** What the server said, where it did: goes into the JSON as it came. */
  readonly problem: unknown;

  constructor(code: string, zh: string, en: string, problem?: unknown) {
    super(en);
    this.name = new.target.name;
    this.code = code;
    this.zh = zh;
    this.problem = problem;
  }
}

/** The platform, or a check of ours, said no: trying again changes nothing. */
export class RefusedCommand extends CommandFailure {
  override readonly status = exitStatus.refused;
}

/** The command line is not as it should be. */
export class WrongUsage extends CommandFailure {
  override readonly status = exitStatus.usage;

  constructor(zh: string, en: string) {
    super('usage', zh, en);
  }
}

/** The network, the server or the time: try again later. */
export class TransientFailure extends CommandFailure {
  override readonly status = exitStatus.transient;
}
