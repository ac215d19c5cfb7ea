/** Snapshots as models that embed what is recorded: loaded, checked, exchanged without a pause, asked in batches. */
package dev.solera.gateway.model;
