/** The acceptance suite on the cloud home. */
import { describeHome } from '../acceptance/suite.ts';
import { openCloud } from './cloud-home.ts';

describeHome('cloud', openCloud);
