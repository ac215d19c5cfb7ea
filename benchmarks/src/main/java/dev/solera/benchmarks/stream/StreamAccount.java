package dev.solera.benchmarks.stream;

import dev.solera.activation.Sample;
import java.util.BitSet;
import java.util.List;

/** A book of which records became samples. Any thread may write and read. */
final class StreamAccount {

    private final int records;
    private final BitSet seen = new BitSet();
    private long twice;
    private long unknown;

    /** @param records that there are */
    StreamAccount(int records) {
        this.records = records;
    }

    synchronized void add(List<Sample> arrived) {
        for (Sample sample : arrived) {
            int number = NumberedRecords.numberOf(sample);
            if (number < 0 || number >= records) {
                unknown++;
            } else if (seen.get(number)) {
                twice++;
            } else {
                seen.set(number);
            }
        }
    }

    /** Records that became no sample. */
    synchronized long lost() {
        return records - seen.cardinality();
    }

    /** Samples of records that had become one before. */
    synchronized long twice() {
        return twice;
    }

    /** Samples of no record. */
    synchronized long unknown() {
        return unknown;
    }
}
