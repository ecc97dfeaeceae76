/** How the catalog names the flow that fills a resource. */
import { z } from 'zod';

/** `flow.income_compared` */
export const flowOutputIdSchema = z
  .string()
  .regex(/^flow\.[a-z][a-z0-9_]{1,39}$/, '写作 flow.流程代码 / written flow.code of the flow');
