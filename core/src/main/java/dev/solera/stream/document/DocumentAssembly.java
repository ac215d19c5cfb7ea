package dev.solera.stream.document;

import dev.solera.activation.MalformedRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the documents of one topic together again. Their only writer writes one behind the other, the chunks of each in order; it
 * begins a document anew where it died in the middle of it, and compaction takes chunks away that were replaced. So the chunks
 * of a whole document follow each other, and what does not continue the one that is begun is a rest of another.
 */
public final class DocumentAssembly {

    private final List<DocumentChunk> begun = new ArrayList<>();

    /**
     * Takes the next chunk of the topic.
     *
     * @return the document that it completes, where it does
     * @throws MalformedRecordException where it completes one whose bytes are not what they have to be
     */
    public Optional<Document> accept(DocumentChunk chunk) {
        boolean same = !begun.isEmpty()
                && chunk.header().equals(begun.get(0).header())
                && chunk.slot().equals(begun.get(0).slot());
        if (same && chunk.index() < begun.size()) {
            return Optional.empty(); // it was delivered twice, or all of it is written again
        }
        if (!same) {
            begun.clear();
        }
        if (chunk.index() != begun.size()) {
            begun.clear();
            return Optional.empty();
        }
        begun.add(chunk);
        return begun.size() == chunk.header().chunks() ? Optional.of(whole(chunk)) : Optional.empty();
    }

    private Document whole(DocumentChunk last) {
        byte[] document =
                new byte[begun.stream().mapToInt(chunk -> chunk.bytes().length).sum()];
        int end = 0;
        for (DocumentChunk chunk : begun) {
            System.arraycopy(chunk.bytes(), 0, document, end, chunk.bytes().length);
            end += chunk.bytes().length;
        }
        begun.clear();
        last.header().requireOf(document);
        return new Document(last.header(), last.slot(), document);
    }
}
