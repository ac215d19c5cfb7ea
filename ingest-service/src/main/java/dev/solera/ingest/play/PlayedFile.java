package dev.solera.ingest.play;

import java.util.Map;

/**
 * A file as a record of a topic.
 *
 * @param name which becomes the record's key
 * @param content all of its bytes, which become the value
 * @param labels what is known of it, which become headers
 */
record PlayedFile(String name, byte[] content, Map<String, String> labels) {}
