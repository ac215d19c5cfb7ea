package dev.solera.ingest.play;

/** Files in the order in which they are played. */
sealed interface Playlist permits FolderPlaylist, SyntheticPlaylist {

    /** How many there are, one or more. */
    int size();

    /** Bytes of the largest one, or more. */
    long largest();

    /**
     * One of them.
     *
     * @param number from 0
     * @throws dev.solera.ingest.corpus.InvalidSourceException where it cannot be read
     */
    PlayedFile get(int number);
}
