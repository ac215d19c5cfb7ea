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

    private static final Pattern INSTRUCTION = Pattern.compile("(?m)^ENV ((?:.*\\\\\\n)*.*)$");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z][A-Z0-9_]*)=(?:\"([^\"]*)\"|(\\S*))");

    private Image() {}

    /** The variables that a service finds set. */
    static Map<String, String> environment() {
        try {
            String text = Files.readString(Chart.REPOSITORY.resolve("Dockerfile"));
            String services = text.substring(text.indexOf(" AS service\n"));
            Map<String, String> environment = new TreeMap<>();
            Matcher instructions = INSTRUCTION.matcher(services);
            while (instructions.find()) {
                Matcher variables = VARIABLE.matcher(instructions.group(1));
                while (variables.find()) {
                    environment.put(
                            variables.group(1), variables.group(2) != null ? variables.group(2) : variables.group(3));
                }
            }
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
