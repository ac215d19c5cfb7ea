package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.pipeline.Seeds;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rule that says which recordings are kept from training. */
sealed interface HeldOutRule {

    /** What {@link #parse} takes. */
    String ALLOWED = "none, hash:FRACTION, list:FILE, last:N:GROUP, or a condition on a group of the labels"
            + " such as index<5, index=0,1,2 or speaker!=theo";

    /** Names of the held-out ones, of those that can be used. */
    Set<String> select(FolderScan scan);

    /** The group that only tells what is held out, and so is no label to probe. */
    default Optional<String> ownGroup() {
        return Optional.empty();
    }

    /** Trains on everything. */
    record None() implements HeldOutRule {
        @Override
        public Set<String> select(FolderScan scan) {
            return Set.of();
        }
    }

    /** A stable share: whether a recording is held out depends on its name alone. */
    record Fraction(double fraction) implements HeldOutRule {

        public Fraction {
            require(fraction > 0 && fraction < 1, "hash:" + fraction);
        }

        @Override
        public Set<String> select(FolderScan scan) {
            return names(scan.usable().stream()
                    .filter(candidate -> Seeds.generator(0, candidate.name()).nextDouble() < fraction));
        }
    }

    /** Those that a file names, one a line, by relative path with or without ending, or by id. */
    record Listed(Path file) implements HeldOutRule {

        private static final Logger LOG = LoggerFactory.getLogger(HeldOutRule.class);

        @Override
        public Set<String> select(FolderScan scan) {
            Map<String, Set<String>> byKey = new TreeMap<>();
            for (Candidate candidate : scan.usable()) {
                for (String key : candidate.keys()) {
                    byKey.computeIfAbsent(key, any -> new HashSet<>()).add(candidate.name());
                }
            }
            Set<String> selected = new HashSet<>();
            for (String line : TextFile.lines(file)) {
                String key = line.strip();
                if (byKey.containsKey(key)) {
                    selected.addAll(byKey.get(key));
                } else if (scan.skippedKeys().contains(key)) {
                    LOG.warn("held-out recording skipped name={} list={}", key, file);
                } else {
                    throw new InvalidSourceException(
                            "held-out list %s names %s; allowed: a recording's relative path or id"
                                    .formatted(file, key));
                }
            }
            return selected;
        }
    }

    /** The last ones, in order of their ids, of every value of a group. */
    record LastOfEach(int count, String group) implements HeldOutRule {

        public LastOfEach {
            require(count >= 1, "last:" + count + ":" + group);
        }

        @Override
        public Set<String> select(FolderScan scan) {
            requireGroup(scan.usable(), group);
            Map<String, List<Candidate>> byValue = scan.usable().stream()
                    .filter(candidate -> candidate.value(group).isPresent())
                    .sorted(Comparator.comparing(Candidate::id).thenComparing(Candidate::name))
                    .collect(Collectors.groupingBy(
                            candidate -> candidate.value(group).orElseThrow()));
            return names(byValue.values().stream()
                    .flatMap(all -> all.subList(Math.max(0, all.size() - count), all.size()).stream()));
        }
    }

    /** Those whose value of a group fulfils a condition: {@code =} and {@code !=} take several values. */
    record Condition(String group, String operator, String operand) implements HeldOutRule {

        @Override
        public Set<String> select(FolderScan scan) {
            requireGroup(scan.usable(), group);
            return names(scan.usable().stream()
                    .filter(candidate -> candidate.value(group).map(this::holds).orElse(false)));
        }

        @Override
        public Optional<String> ownGroup() {
            return Optional.of(group);
        }

        private boolean holds(String value) {
            return switch (operator) {
                case "=" -> List.of(operand.split(",")).contains(value);
                case "!=" -> !List.of(operand.split(",")).contains(value);
                case "<" -> number(value) < number(operand);
                case "<=" -> number(value) <= number(operand);
                case ">" -> number(value) > number(operand);
                default -> number(value) >= number(operand);
            };
        }

        private double number(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new InvalidSourceException("held-out is %s%s%s where %s is %s; allowed: numbers, or = and !="
                        .formatted(group, operator, operand, group, text));
            }
        }
    }

    /** @throws InvalidSourceException where the text is none of {@link #ALLOWED} */
    static HeldOutRule parse(String text) {
        for (Form form : Form.values()) {
            Matcher matcher = form.pattern.matcher(text.strip());
            if (matcher.matches()) {
                return form.rule.apply(matcher);
            }
        }
        throw new InvalidSourceException("held-out is %s; allowed: %s".formatted(text, ALLOWED));
    }

    /** The textual forms, in the order in which they are tried. */
    enum Form {
        NONE("none", matcher -> new None()),
        FRACTION("hash:(\\d*\\.?\\d+)", matcher -> new Fraction(Double.parseDouble(matcher.group(1)))),
        LISTED("list:([^\\x00]+)", matcher -> new Listed(Path.of(matcher.group(1)))),
        LAST("last:(\\d{1,9}):(\\w+)", matcher -> new LastOfEach(Integer.parseInt(matcher.group(1)), matcher.group(2))),
        CONDITION(
                "(\\w+)\\s*(<=|>=|!=|=|<|>)\\s*(\\S+)",
                matcher -> new Condition(matcher.group(1), matcher.group(2), matcher.group(3)));

        private final Pattern pattern;
        private final Function<Matcher, HeldOutRule> rule;

        Form(String pattern, Function<Matcher, HeldOutRule> rule) {
            this.pattern = Pattern.compile(pattern);
            this.rule = rule;
        }
    }

    private static void require(boolean holds, String value) {
        if (!holds) {
            throw new InvalidSourceException("held-out is %s; allowed: %s".formatted(value, ALLOWED));
        }
    }

    private static void requireGroup(List<Candidate> candidates, String group) {
        if (candidates.stream().noneMatch(candidate -> candidate.value(group).isPresent())) {
            Set<String> groups = candidates.stream()
                    .flatMap(candidate -> candidate.values().keySet().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            throw new InvalidSourceException(
                    "held-out asks for %s; allowed: a group of the labels, here %s".formatted(group, groups));
        }
    }

    private static Set<String> names(Stream<Candidate> candidates) {
        return candidates.map(Candidate::name).collect(Collectors.toSet());
    }
}
