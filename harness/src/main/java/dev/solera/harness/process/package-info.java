/** A broker and the services of a run as processes of their own on this machine. */
package dev.solera.harness.process;
