/** Samples of the run as every new snapshot sees them: the latent space that the page shows. */
package dev.solera.gateway.embedding;
