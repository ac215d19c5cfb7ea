package dev.solera.stream;

import dev.solera.activation.MalformedRecordException;
import java.util.Arrays;

/** What a record of an activation topic is. */
public enum RecordKind {
    /** Samples: the value is a document of {@link dev.solera.activation.ActivationCodec}. */
    ACTIVATIONS("activations"),
    /** Explains a gap: the sequences of its header went to a dead-letter topic further upstream; the value is empty. */
    SKIP("skip"),
    /** Closes a partition of a finite run: the value is a document of {@link StreamCounts}. */
    END("end");

    private final String header;

    RecordKind(String header) {
        this.header = header;
    }

    /** The header's text. */
    public String header() {
        return header;
    }

    static RecordKind parse(String header) {
        return Arrays.stream(values())
                .filter(kind -> kind.header.equals(header))
                .findFirst()
                .orElseThrow(() -> MalformedRecordException.of(StreamHeaders.KIND, header, "activations, skip, end"));
    }
}
