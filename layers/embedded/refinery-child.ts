/** Entry of a refinery child process: see `refinery-pool.ts`. */
import { createRefinery } from '../refinery/index.ts';
import { serveRefinery } from './refinery-service.ts';

serveRefinery(createRefinery);
