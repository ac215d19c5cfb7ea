package dev.solera.ingest.label;

import java.util.Map;

/** The value {@code class} from the folder that a recording lies in; what lies in no folder has none. */
final class FolderLabelling implements Labelling {

    static final String NAME = "folder";

    @Override
    public Map<String, String> valuesOf(String name) {
        int end = name.lastIndexOf('/');
        return end < 0 ? Map.of() : Map.of("class", name.substring(name.lastIndexOf('/', end - 1) + 1, end));
    }
}
