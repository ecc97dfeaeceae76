/** Reads a configuration, YAML or JSON, and the secrets it points to. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { WrongUsage } from '../failures.ts';
import { type BridgeConfig, bridgeConfigSchema, type Secret } from './config.ts';

export interface LoadedConfig {
  readonly config: BridgeConfig;
  /** Folder of the configuration: what is relative in it is so to this. */
  readonly folder: string;
  /** Folder of the journal and the queue. */
  readonly state: string;
}

/** @throws WrongUsage with each fault and where it stands */
export function readConfig(path: string): LoadedConfig {
  if (!existsSync(path)) throw new WrongUsage(`没有文件 ${path}`, `there is no file ${path}`);
  const parsed = bridgeConfigSchema.safeParse(parseText(path));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || '.'}: ${issue.message}`);
    throw new WrongUsage(`${path} 有误：${faults.join('；')}`, `${path} is wrong: ${faults.join('; ')}`);
  }
  const folder = dirname(resolve(path));
  return { config: parsed.data, folder, state: resolve(folder, parsed.data.state) };
}

function parseText(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // A YAML error shows the line it stumbled over, which may hold anything: only its place is told.
    const { linePos } = error as { linePos?: [{ line: number }] };
    const line = linePos?.[0].line ?? 1;
    throw new WrongUsage(
      `${path} 第 ${line} 行不是 YAML 或 JSON`,
      `line ${line} of ${path} is neither YAML nor JSON`,
    );
  }
}

/** @throws WrongUsage when it is not where the configuration says */
export function readSecret(secret: Secret | undefined, folder: string): string | undefined {
  if (secret === undefined) return undefined;
  if ('env' in secret) {
    const value = process.env[secret.env];
    if (value !== undefined) return value;
    throw new WrongUsage(`环境变量 ${secret.env} 未设置`, `the variable ${secret.env} is not set`);
  }
  const path = resolve(folder, secret.file);
  if (!existsSync(path)) throw new WrongUsage(`没有密钥文件 ${path}`, `there is no secret file ${path}`);
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}
