#!/usr/bin/env node
/** The command `shuiyuan`, from any folder. */
import { run } from '../scripts/run.mjs';

await run('cli/main.ts', process.argv.slice(2));
