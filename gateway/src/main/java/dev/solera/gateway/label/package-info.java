/** What tells the classes of labels by embeddings. */
package dev.solera.gateway.label;
