/** What has been learned as a model for others: an ONNX document of a stack, from recorded input to embeddings and labels. */
package dev.solera.export;
