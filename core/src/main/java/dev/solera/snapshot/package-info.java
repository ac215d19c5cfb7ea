/** Snapshots of modules' parameters by number of samples: when they are made, what they hold, and how they are written. */
package dev.solera.snapshot;
