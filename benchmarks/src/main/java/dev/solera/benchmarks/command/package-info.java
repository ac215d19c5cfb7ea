/** The command line of the measurements. */
package dev.solera.benchmarks.command;
