/** The command line: options in, one clear line out where they do not fit. */
package dev.solera.standalone.command;
