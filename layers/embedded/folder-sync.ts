/** One sync of a folder serves all who wait for it: who comes while one is running waits for the next. */
import type { FileSystem } from './file-system.ts';

interface Round {
  running: Promise<void>;
  next?: Promise<void>;
}

/** @returns a function that resolves once everything in the folder at the time of the call is durable */
export function shareFolderSyncs(files: FileSystem): (folder: string) => Promise<void> {
  const rounds = new Map<string, Round>();

  function start(folder: string): Promise<void> {
    const round: Round = { running: files.fsyncFolder(folder) };
    rounds.set(folder, round);
    const end = () => {
      if (rounds.get(folder) === round && !round.next) rounds.delete(folder);
    };
    round.running.then(end, end);
    return round.running;
  }

  return (folder) => {
    const round = rounds.get(folder);
    if (!round) return start(folder);
    round.next ??= round.running.then(
      () => start(folder),
      () => start(folder),
    );
    return round.next;
  };
}
