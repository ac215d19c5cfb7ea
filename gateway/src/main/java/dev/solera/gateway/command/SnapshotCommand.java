package dev.solera.gateway.command;

/**
 * What all modules are asked to publish, as the control topic has it.
 *
 * @param id its own
 * @param samples that a module has trained on when it publishes its parameters
 * @param by who asks: the address of the caller
 * @param time when, milliseconds since the epoch
 */
public record SnapshotCommand(String id, long samples, String by, long time) {}
