/** Whether a run that is fed from a topic has every record once, and memory stays flat meanwhile. */
package dev.solera.benchmarks.stream;
