/** What the gateway adds to a model: embeddings a second and how long they take, beside ONNX Runtime called directly. */
package dev.solera.benchmarks.serve;
