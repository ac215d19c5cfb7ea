/** What a precision and a compression cost on the way between modules. */
package dev.solera.benchmarks.wire;
