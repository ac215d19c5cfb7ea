package dev.solera.standalone.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is known of recordings or pictures, which of them are held out, and how many of both are evaluated. */
final class LabelOptions {

    @Option(
            names = "--labels",
            paramLabel = "PRESET|TABLE|REGEX",
            defaultValue = "",
            description =
                    "Labels to probe for; none is trained on but by a supervised baseline: folder (the one a file lies in), librispeech, kaldi,"
                            + " table:FILE (CSV or TSV with a header), or a regular expression with named groups over the"
                            + " relative path, such as '(?<speaker>\\w+)/.*'.")
    private String labels;

    @Option(
            names = "--label-columns",
            paramLabel = "COLUMNS",
            defaultValue = "",
            description = "Of a table, the columns that are labels, such as age,gender; NAME=COLUMN calls one "
                    + "otherwise, file=COLUMN says where recordings are named (default: the column that names most).")
    private String labelColumns;

    @Option(
            names = "--label-delimiter",
            paramLabel = "WHICH",
            defaultValue = "",
            description = "Of a table, what parts its columns: comma, semicolon, tab or pipe. Default: what its "
                    + "header has.")
    private String labelDelimiter;

    @Option(
            names = "--frame-labels",
            paramLabel = "NAME=FILES",
            defaultValue = "",
            description = "Labels a time step: phone=phones.ctm (CTM, or lines of recording, start, duration in "
                    + "seconds, label), phone=*.PHN (TIMIT's beside the recordings) or "
                    + "phones=aligned/*.TextGrid (Praat's).")
    private String frameLabels;

    @Option(
            names = "--held-out",
            paramLabel = "RULE",
            defaultValue = "",
            description = "What is kept from training: hash:0.1 (default), hash:0.1:speaker (all recordings of "
                    + "a tenth of the speakers), list:FILE, last:N:GROUP, or a condition on a group of the labels "
                    + "such as 'index<5', speaker=theo or fold=5.")
    private String heldOut;

    @Option(
            names = "--longest",
            paramLabel = "MINUTES",
            description = "The longest recording, up to 60; longer files are cut into pieces, each a recording of "
                    + "its own. Default: 15.")
    private Double longest;

    @Option(
            names = "--evaluation-limit",
            paramLabel = "WINDOWS",
            description =
                    "Windows in the evaluation at the end, of what is trained on and again of what is held out. Default: 3000.")
    private Integer evaluationLimit;

    /** As properties of the ingest service. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("solera.ingest.labels", labels);
        settings.put("solera.ingest.label-columns", labelColumns);
        settings.put("solera.ingest.label-delimiter", labelDelimiter);
        settings.put("solera.ingest.held-out", heldOut);
        settings.put("solera.ingest.frame-labels", frameLabels);
        if (longest != null) {
            settings.put("solera.ingest.longest", minutes(longest));
        }
        if (evaluationLimit != null) {
            settings.put("solera.ingest.evaluation-limit", evaluationLimit);
        }
        return settings;
    }

    static String minutes(double minutes) {
        return Duration.ofMillis(Math.round(minutes * 60_000)).toString();
    }
}
