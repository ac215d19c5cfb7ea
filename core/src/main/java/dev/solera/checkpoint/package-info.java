/** What of a module outlives its process: its parameters, with where they come from. */
package dev.solera.checkpoint;
