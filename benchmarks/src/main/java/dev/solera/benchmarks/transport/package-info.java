/** How fast samples travel through one broker on one machine. */
package dev.solera.benchmarks.transport;
