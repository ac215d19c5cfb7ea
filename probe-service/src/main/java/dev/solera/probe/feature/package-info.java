/** What probes look at: vectors made of samples, and the stack that was never trained. */
package dev.solera.probe.feature;
