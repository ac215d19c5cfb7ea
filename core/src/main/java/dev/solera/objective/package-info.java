/** What modules are trained on: an objective over an encoder's outputs, planned by chance first and computed then. */
package dev.solera.objective;
