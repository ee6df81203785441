/**
 * What may be told of an alert: that it is open, that it still is (a critical one that nobody has acknowledged, or whose
 * acknowledgement has ended), that nobody has acknowledged it in time, that it is over.
 */
export type NewsKind = 'opened' | 'repeat' | 'escalated' | 'resolved';

/**
 * How a message about it stands. `Sending` after a restart means that nobody knows whether it left: it is sent again. `Failed`
 * is tried again, `GivenUp` is not.
 */
export type DeliveryState = 'Sending' | 'Sent' | 'Failed' | 'GivenUp';
