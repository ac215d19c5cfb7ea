package dev.solera.onnx;

/**
 * A tensor of a graph: one of its inputs, a constant, or what a node computes.
 *
 * @param name unique in the graph
 */
public record Value(String name) {}
