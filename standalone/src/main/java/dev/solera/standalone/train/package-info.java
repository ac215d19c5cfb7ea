/** One training run from the command line: checks first, then the stack, then the report. */
package dev.solera.standalone.train;
