/** A module's network without anything that trains it: its layers' forward computation over named parameters. */
package dev.solera.encoder;
