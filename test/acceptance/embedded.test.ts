/** The acceptance suite on the embedded home. */
import { openEmbedded } from './embedded-home.ts';
import { describeHome } from './suite.ts';

describeHome('embedded', openEmbedded);
