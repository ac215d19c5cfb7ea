package dev.solera.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the services' images have by themselves, read from the {@code Dockerfile}. */
final class Image {

    private static final Pattern STAGE = Pattern.compile("(?m)^FROM (\\S+) AS (\\S+)$");
    private static final Pattern INSTRUCTION = Pattern.compile("(?m)^ENV ((?:.*\\\\\\n)*.*)$");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z][A-Z0-9_]*)=(?:\"([^\"]*)\"|(\\S*))");

    private Image() {}

    /** The variables that a service finds set. */
    static Map<String, String> environment(String service) {
        try {
            return ofStage(Files.readString(Chart.REPOSITORY.resolve("Dockerfile")), service + "-base");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stage has what the one has that it begins with, and its own; nothing where it begins outside. */
    private static Map<String, String> ofStage(String text, String name) {
        Matcher stages = STAGE.matcher(text);
        while (stages.find()) {
            if (stages.group(2).equals(name)) {
                Map<String, String> environment = ofStage(text, stages.group(1));
                int next = text.indexOf("\nFROM ", stages.end());
                put(text.substring(stages.end(), next), environment);
                return environment;
            }
        }
        return new TreeMap<>();
    }

    private static void put(String stage, Map<String, String> environment) {
        Matcher instructions = INSTRUCTION.matcher(stage);
        while (instructions.find()) {
            Matcher variables = VARIABLE.matcher(instructions.group(1));
            while (variables.find()) {
                environment.put(
                        variables.group(1), variables.group(2) != null ? variables.group(2) : variables.group(3));
            }
        }
    }
}
