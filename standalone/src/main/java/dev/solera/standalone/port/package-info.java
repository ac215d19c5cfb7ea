/** Ports of this machine. */
package dev.solera.standalone.port;
