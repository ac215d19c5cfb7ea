/**
 * What of a module outlives its process: its parameters with where they come from, and checkpoints to go on from, kept by one
 * owner at a time.
 */
package dev.solera.checkpoint;
