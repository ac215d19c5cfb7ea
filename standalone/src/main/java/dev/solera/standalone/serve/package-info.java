/** A run that has ended, served by a gateway alone. */
package dev.solera.standalone.serve;
