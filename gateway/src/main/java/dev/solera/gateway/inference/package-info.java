/**
 * Embeddings for any client of the Open Inference Protocol, version 2
 * (<a href="https://github.com/kserve/open-inference-protocol">specification</a>), over REST and gRPC.
 */
package dev.solera.gateway.inference;
