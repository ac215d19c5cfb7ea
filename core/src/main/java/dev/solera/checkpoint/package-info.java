/**
 * What outlives a module's process: its parameters with their provenance, and checkpoints to resume from, written by one owner
 * at a time.
 */
package dev.solera.checkpoint;
