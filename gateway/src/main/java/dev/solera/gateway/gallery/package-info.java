/** Samples of the run that are looked at again with every snapshot: kept, read back, and made into what a stack takes in. */
package dev.solera.gateway.gallery;
