package dev.solera.ingest.folder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.solera.media.UnreadableRecordingException;
import java.util.function.ToLongFunction;

/**
 * What was read last, by name, kept in memory up to a bound. Any thread may ask.
 *
 * @param <V> what is read
 */
final class ReadCache<V> {

    /** What a setting that was made for a larger heap may take of this one at most: one in so many bytes. */
    private static final int SHARE_OF_HEAP = 4;

    /** Weights are whole numbers of 32 bits, so that they count words. */
    private static final int WORD = Float.BYTES;

    private final long most;
    private final Cache<String, V> cache;

    /** Reads what is not in memory. */
    @FunctionalInterface
    interface Reading<V> {
        V read() throws UnreadableRecordingException;
    }

    /**
     * @param bytes at most, and a quarter of Java's heap
     * @param size in bytes
     */
    ReadCache(long bytes, ToLongFunction<V> size) {
        this.most = Math.min(bytes, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        this.cache = Caffeine.newBuilder()
                .maximumWeight(most / WORD)
                .weigher((String name, V value) ->
                        (int) Math.min(Integer.MAX_VALUE, (size.applyAsLong(value) + WORD - 1) / WORD))
                // At once, so that no more is held than the bound says.
                .executor(Runnable::run)
                .build();
    }

    /** Bytes that are kept at most. */
    long most() {
        return most;
    }

    /** From memory, or read now and kept. */
    V get(String name, Reading<V> reading) throws UnreadableRecordingException {
        V known = cache.getIfPresent(name);
        if (known != null) {
            return known;
        }
        V value = reading.read();
        cache.put(name, value);
        return value;
    }
}
