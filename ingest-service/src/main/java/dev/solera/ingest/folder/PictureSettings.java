package dev.solera.ingest.folder;

import dev.solera.ingest.label.LabelColumns;

/**
 * How a folder of pictures is read.
 *
 * @param labels as {@link FolderSettings#labels()}
 * @param columns of a table that are labels
 * @param heldOut as {@link FolderSettings#heldOut()}
 * @param cacheBytes scaled pictures to keep in memory; a folder that fits is decoded whole at the start
 * @param largestBytes of memory that reading one picture may take
 */
public record PictureSettings(
        String labels, LabelColumns columns, String heldOut, long cacheBytes, long largestBytes) {}
