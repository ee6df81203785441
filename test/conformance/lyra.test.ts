import { describeVenue } from './suite.js';
import { lyraWorld } from './worlds/lyra.js';

describeVenue(lyraWorld);
