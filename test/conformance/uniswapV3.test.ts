import { describeVenue } from './suite.js';
import { uniswapV3World } from './worlds/uniswapV3.js';

describeVenue(uniswapV3World('WETH'));
describeVenue(uniswapV3World('USDC'));
