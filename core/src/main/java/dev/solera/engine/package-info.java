/**
 * The only place that touches DJL's engine-internal classes, pinned to one DJL version: gradients a thread, row gathers,
 * the Adam kernel, aligned tensors, thread counts.
 */
package dev.solera.engine;
