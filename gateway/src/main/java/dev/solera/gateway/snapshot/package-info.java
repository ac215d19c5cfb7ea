/** Consistent sets of all modules' parameters, and where they come from. */
package dev.solera.gateway.snapshot;
