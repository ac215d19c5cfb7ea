/** The whole stack in one process, and the command line that starts it. */
package dev.solera.standalone;
