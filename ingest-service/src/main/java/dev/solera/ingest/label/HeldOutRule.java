package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.pipeline.Seeds;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rule that says which recordings are kept from training. */
public sealed interface HeldOutRule
        permits HeldOutRule.None,
                HeldOutRule.Fraction,
                HeldOutRule.FractionOfValues,
                HeldOutList,
                HeldOutRule.LastOfEach,
                HeldOutRule.Condition {

    /** What {@link #parse} takes. */
    String ALLOWED =
            "none, hash:FRACTION, hash:FRACTION:GROUP, list:FILE, last:N:GROUP, or a condition on a group of the labels"
                    + " such as index<5, index=0,1,2 or speaker!=theo";

    /**
     * Names of the held-out ones.
     *
     * @param usable those that can be used
     * @param names of them, and of those that are skipped
     */
    Set<String> select(List<Candidate> usable, Supplier<RecordingNames> names);

    /** The same of recordings that come by one after the other; empty where a rule has to know all of them. */
    default Optional<Predicate<Candidate>> ofOne() {
        return Optional.empty();
    }

    /** The group that only tells what is held out, and so is no label to probe. */
    default Optional<String> ownGroup() {
        return Optional.empty();
    }

    /** Trains on everything. */
    record None() implements HeldOutRule {
        @Override
        public Set<String> select(List<Candidate> usable, Supplier<RecordingNames> names) {
            return Set.of();
        }

        @Override
        public Optional<Predicate<Candidate>> ofOne() {
            return Optional.of(candidate -> false);
        }
    }

    /** A stable share: whether a recording is held out depends on its name alone. */
    record Fraction(double fraction) implements HeldOutRule {

        public Fraction {
            require(fraction > 0 && fraction < 1, "hash:" + fraction);
        }

        @Override
        public Set<String> select(List<Candidate> usable, Supplier<RecordingNames> names) {
            return namesOf(usable.stream().filter(this::holdsOut));
        }

        @Override
        public Optional<Predicate<Candidate>> ofOne() {
            return Optional.of(this::holdsOut);
        }

        private boolean holdsOut(Candidate candidate) {
            return Seeds.generator(0, candidate.name()).nextDouble() < fraction;
        }
    }

    /** The recordings of a stable share of a group's values, such as speakers: whether one is in it depends on it alone. */
    record FractionOfValues(double fraction, String group) implements HeldOutRule {

        public FractionOfValues {
            require(fraction > 0 && fraction < 1, "hash:%s:%s".formatted(fraction, group));
        }

        @Override
        public Set<String> select(List<Candidate> usable, Supplier<RecordingNames> names) {
            requireGroup(usable, group);
            Set<String> values = usable.stream()
                    .flatMap(candidate -> candidate.value(group).stream())
                    .collect(Collectors.toSet());
            Set<String> chosen =
                    values.stream().filter(value -> draw(value) < fraction).collect(Collectors.toSet());
            // Of few values the share may be none, where one is wanted.
            String first = Collections.min(values, Comparator.comparingDouble(FractionOfValues::draw));
            return namesOf(usable.stream()
                    .filter(candidate -> candidate
                            .value(group)
                            .filter(value -> chosen.contains(value) || value.equals(first))
                            .isPresent()));
        }

        @Override
        public Optional<String> ownGroup() {
            return Optional.of(group);
        }

        @Override
        public Optional<Predicate<Candidate>> ofOne() {
            return Optional.of(candidate -> candidate
                    .value(group)
                    .filter(value -> draw(value) < fraction)
                    .isPresent());
        }

        private static double draw(String value) {
            return Seeds.generator(0, value).nextDouble();
        }
    }

    /** The last ones, in order of their ids, of every value of a group. */
    record LastOfEach(int count, String group) implements HeldOutRule {

        public LastOfEach {
            require(count >= 1, "last:" + count + ":" + group);
        }

        @Override
        public Set<String> select(List<Candidate> usable, Supplier<RecordingNames> names) {
            requireGroup(usable, group);
            Map<String, List<Candidate>> byValue = usable.stream()
                    .filter(candidate -> candidate.value(group).isPresent())
                    .sorted(Comparator.comparing(Candidate::id).thenComparing(Candidate::name))
                    .collect(Collectors.groupingBy(
                            candidate -> candidate.value(group).orElseThrow()));
            return namesOf(byValue.values().stream()
                    .flatMap(all -> all.subList(Math.max(0, all.size() - count), all.size()).stream()));
        }
    }

    /** Those whose value of a group fulfils a condition: {@code =} and {@code !=} take several values. */
    record Condition(String group, String operator, String operand) implements HeldOutRule {

        @Override
        public Set<String> select(List<Candidate> usable, Supplier<RecordingNames> names) {
            requireGroup(usable, group);
            return namesOf(usable.stream().filter(this::holdsOut));
        }

        @Override
        public Optional<Predicate<Candidate>> ofOne() {
            return Optional.of(this::holdsOut);
        }

        private boolean holdsOut(Candidate candidate) {
            return candidate.value(group).map(this::holds).orElse(false);
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
        return HeldOutForm.parse(text);
    }

    /** The same text, as it is to be written down so that it can be read from everywhere. */
    static String absolute(String text) {
        return HeldOutForm.absolute(text);
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

    private static Set<String> namesOf(Stream<Candidate> candidates) {
        return candidates.map(Candidate::name).collect(Collectors.toSet());
    }
}
