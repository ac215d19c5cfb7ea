/** What checkpoints cost: of the processor, and of the throughput. */
package dev.solera.benchmarks.cost;
