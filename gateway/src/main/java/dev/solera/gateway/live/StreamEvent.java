package dev.solera.gateway.live;

/**
 * One event as clients of the stream get it.
 *
 * @param number counts up while the gateway runs
 * @param type what its data are
 * @param json its data
 */
record StreamEvent(long number, String type, String json) {}
