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
     * @param most bytes that this thread may allocate meanwhile
     * @param reader reads the input, or refuses it by an exception
     * @throws AssertionError where it allocated more, also where it refused the input
     */
    public static <T> T atMost(long most, Callable<T> reader) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            return reader.call();
        } finally {
            requireWithin(most, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
    }

    private static void requireWithin(long most, long allocated) {
        if (allocated > most) {
            throw new AssertionError("reading allocated %d bytes; allowed: %d".formatted(allocated, most));
        }
    }
}
