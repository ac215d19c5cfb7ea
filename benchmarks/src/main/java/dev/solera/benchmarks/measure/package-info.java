/** What can be read of processes, of a broker's disk and of a run while it lasts. */
package dev.solera.benchmarks.measure;
