/** Samples and files as a snapshot sees them: the latent space that the page shows, and what files are taken for. */
package dev.solera.gateway.embedding;
