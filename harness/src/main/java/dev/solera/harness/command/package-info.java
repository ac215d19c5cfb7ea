/** The harness's part of the command line. */
package dev.solera.harness.command;
