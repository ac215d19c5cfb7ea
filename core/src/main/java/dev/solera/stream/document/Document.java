package dev.solera.stream.document;

/**
 * A document that arrived whole.
 *
 * @param header what its chunks said of it, which holds
 * @param slot that it took
 * @param bytes all of them
 */
public record Document(DocumentHeader header, String slot, byte[] bytes) {}
