/** What is learned: one key of a definition changed at a time, at equal samples, over several seeds. */
package dev.solera.benchmarks.learning;
