import { describeVenue } from './suite.js';
import { perpV2World } from './worlds/perpV2.js';

describeVenue(perpV2World);
