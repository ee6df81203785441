import { describeVenue } from './suite.js';
import { aaveV3World } from './worlds/aaveV3.js';

describeVenue(aaveV3World);
