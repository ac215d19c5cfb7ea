package dev.solera.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/**
 * The bound on memory that reading one input may take: an input of a few kilobytes that says it is gigabytes long has to be
 * compared with what is there before anything is made for it.
 */
public final class Allocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /**
     * An input that took too much is read once more, as the first reading of a kind also loads classes.
     *
     * @param most bytes that this thread may allocate meanwhile
     * @param reader reads the input, or refuses it by an exception
     * @throws AssertionError where it allocated more, also where it refused the input
     */
    public static <T> T atMost(long most, Callable<T> reader) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            return reader.call();
        } finally {
            if (THREADS.getCurrentThreadAllocatedBytes() - before > most) {
                requireWithin(most, reader);
            }
        }
    }

    private static void requireWithin(long most, Callable<?> reader) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean refused = false;
        try {
            reader.call();
        } catch (Exception e) {
            refused = true;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > most) {
            throw new AssertionError(
                    "%s allocated %d bytes; allowed: %d".formatted(refused ? "refusing" : "reading", allocated, most));
        }
    }
}
