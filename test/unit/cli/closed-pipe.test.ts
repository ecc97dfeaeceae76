import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

test('a reader that closes the pipe early is no failure', async () => {
  const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let complaints = '';
  child.stderr.on('data', (piece) => {
    complaints += piece;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect(complaints).toBe('');
  expect(status).toBe(0);
}, 30_000);
