/**
 * A run as processes of its own that are killed while it lasts, and the check that nobody can see it in the end: parameters
 * bit for bit those of the lock-step loop, and an account of the topics without a gap.
 */
package dev.solera.harness.chaos;
