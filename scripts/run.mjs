/**
 * The way into every program of the project, whatever Node the machine has (20 or later): installs what
 * package-lock.json names if that was not done yet, then runs the script with the Node from the package `node`.
 * `node scripts/run.mjs <script.ts> [arguments]`. Standard output stays the program's own.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(project, 'node_modules');
const stampPath = join(modules, '.installed-from');
const lockPath = join(project, '.cache', 'installing');
const nodePath = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const staleLockMilliseconds = 60_000;

const tell = (zh, en) => process.stderr.write(`${zh} / ${en}\n`);

const lockDigest = () =>
  createHash('sha256')
    .update(readFileSync(join(project, 'package-lock.json')))
    .digest('hex');

/** A stamp of ours, or npm's own account of what it installed: whoever ran `npm install` is not made to wait. */
function isInstalled() {
  if (!existsSync(nodePath)) return false;
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === lockDigest()) return true;
  return holdsAllPackages();
}

function holdsAllPackages() {
  try {
    const wanted = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')).packages;
    const had = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional, peer }]) =>
        path === '' || had[path]?.version === version || ((optional || peer) && had[path] === undefined),
    );
  } catch {
    return false;
  }
}

/** Takes the lock, or waits until another process has installed. @returns did we get it? */
async function takeLock() {
  mkdirSync(dirname(lockPath), { recursive: true });
  let told = false;
  for (;;) {
    try {
      closeSync(openSync(lockPath, 'wx'));
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!told) tell('另一进程正在安装依赖，等待…', 'another process is installing, waiting…');
    told = true;
    await sleep(300);
    if (!existsSync(lockPath)) {
      if (isInstalled()) return false;
    } else if (isStale()) rmSync(lockPath, { force: true });
  }
}

/** Who installs touches the lock every few seconds; an old one was left by a process that died. */
function isStale() {
  try {
    return Date.now() - statSync(lockPath).mtimeMs > staleLockMilliseconds;
  } catch {
    return false;
  }
}

/** @returns what went wrong, with npm's own first words on it; undefined when all is well */
function runNpm() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(npm, ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], {
    cwd: project,
    // Nothing of npm's goes to the program's standard output.
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(0, 4000);
  });
  return new Promise((done) => {
    child.once('error', (error) => done(error.code === 'ENOENT' ? 'npm was not found' : error.message));
    child.once('close', (code, signal) => {
      if (code === 0) return done(undefined);
      const lines = said.split('\n').filter((line) => line.startsWith('npm error'));
      done([`npm ended with ${signal ?? code}`, ...lines.slice(0, 8)].join('\n'));
    });
  });
}

/** A line now and then, so that nobody takes a slow network for a hang. */
function tellProgress() {
  const begun = Date.now();
  return setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    tell(`仍在安装，已用 ${seconds} 秒`, `still installing, ${seconds} s so far`);
  }, 15_000);
}

async function install() {
  if (!(await takeLock())) return;
  const touching = setInterval(() => utimesSync(lockPath, new Date(), new Date()), 5_000);
  try {
    if (isInstalled()) return;
    const begun = Date.now();
    tell('首次运行，正在安装依赖（npm ci）…', 'first run, installing dependencies (npm ci)…');
    const progress = tellProgress();
    const failed = await runNpm().finally(() => clearInterval(progress));
    if (failed !== undefined) throw new Error(failed);
    writeFileSync(stampPath, lockDigest());
    const seconds = Math.round((Date.now() - begun) / 1000);
    tell(`依赖安装完毕，用时 ${seconds} 秒`, `dependencies installed in ${seconds} s`);
  } finally {
    clearInterval(touching);
    rmSync(lockPath, { force: true });
  }
}

/** Signals go on to the program, whose end is ours: by the same code, or 128 and the signal's number. */
function runScript(script, args) {
  const child = spawn(nodePath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    tell(`无法启动 Node 24：${error.message}`, `Node 24 cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

/** Installs if need be and runs a script of the project. */
export async function run(script, args) {
  try {
    if (!isInstalled()) await install();
  } catch (error) {
    tell(
      `依赖安装失败：${error.message}。请检查网络与 npm 源设置（npm config get registry）后重试，或先手工运行 npm ci`,
      `dependencies could not be installed: ${error.message}. Check the network and npm's registry (npm config get registry) and try again, or run npm ci yourself`,
    );
    process.exitCode = 1;
    return;
  }
  runScript(resolve(project, script), args);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) {
    tell('用法：node scripts/run.mjs 脚本.ts [参数]', 'usage: node scripts/run.mjs SCRIPT.ts [arguments]');
    process.exitCode = 2;
  } else await run(script, args);
}
