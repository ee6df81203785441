// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DataStore} from "./DataStore.sol";
import {Errors} from "./Errors.sol";
import {Keys} from "./Keys.sol";
import {PriceFeed} from "./PriceFeed.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {Market, MarketPrices, Price, SetPricesParams} from "./Types.sol";

/// The prices of one keeper's transaction; between transactions it knows none.
contract Oracle is RoleModule {
    DataStore public immutable dataStore;
    PriceFeed public immutable sequencerUptimeFeed;
    uint256 public minTimestamp;
    uint256 public maxTimestamp;
    address[] private priced;
    mapping(address token => Price) private prices;

    constructor(RoleStore _roleStore, DataStore _dataStore, PriceFeed _sequencer) RoleModule(_roleStore) {
        dataStore = _dataStore;
        sequencerUptimeFeed = _sequencer;
    }

    function setPrices(SetPricesParams calldata params) external onlyController {
        requireSequencer();
        if (params.tokens.length != params.data.length) {
            revert Errors.InvalidOracleSetPricesDataParam(params.tokens.length, params.data.length);
        }
        minTimestamp = type(uint256).max;
        maxTimestamp = 0;
        for (uint256 i; i < params.tokens.length; i++) {
            (uint256 min, uint256 max, uint256 timestamp) = abi.decode(params.data[i], (uint256, uint256, uint256));
            prices[params.tokens[i]] = Price(min, max);
            priced.push(params.tokens[i]);
            if (timestamp < minTimestamp) minTimestamp = timestamp;
            if (timestamp > maxTimestamp) maxTimestamp = timestamp;
        }
    }

    function clearAllPrices() external onlyController {
        for (uint256 i; i < priced.length; i++) delete prices[priced[i]];
        delete priced;
    }

    function getPrimaryPrice(address token) public view returns (Price memory price) {
        price = prices[token];
        if (price.min == 0) revert Errors.EmptyPrimaryPrice(token);
    }

    function marketPrices(Market memory market) external view returns (MarketPrices memory) {
        return
            MarketPrices(
                getPrimaryPrice(market.indexToken),
                getPrimaryPrice(market.longToken),
                getPrimaryPrice(market.shortToken)
            );
    }

    /// Chainlink's sequencer feed: 0 is up.
    function requireSequencer() private view {
        (, int256 status, uint256 startedAt, , ) = sequencerUptimeFeed.latestRoundData();
        if (status != 0) revert Errors.SequencerDown();
        uint256 grace = dataStore.getUint(Keys.SEQUENCER_GRACE_DURATION);
        uint256 up = block.timestamp - startedAt;
        if (up <= grace) revert Errors.SequencerGraceDurationNotYetPassed(up, grace);
    }
}
