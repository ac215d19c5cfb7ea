package dev.solera.stream.document;

/**
 * A document that arrived whole.
 *
 * @param header what its chunks said of it, which holds
 * @param bytes all of them
 */
public record Document(DocumentHeader header, byte[] bytes) {}
