/** Measurements of the whole pipeline, run by command. */
package dev.solera.benchmarks;
