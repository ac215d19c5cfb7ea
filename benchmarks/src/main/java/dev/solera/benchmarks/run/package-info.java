/** All tables of one machine, one after the other. */
package dev.solera.benchmarks.run;
