/** What callers may ask of a running pipeline: to pause, to go on, to publish a snapshot. */
package dev.solera.gateway.command;
