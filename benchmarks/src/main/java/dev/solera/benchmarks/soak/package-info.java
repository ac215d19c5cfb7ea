/** A long run whose processes are watched: memory and disk must not grow with time. */
package dev.solera.benchmarks.soak;
