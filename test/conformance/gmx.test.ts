import { describeVenue } from './suite.js';
import { gmxLabWorld } from './worlds/gmxLab.js';

describeVenue(gmxLabWorld);
