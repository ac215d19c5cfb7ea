/** How results are told: tables in Markdown, the machine they are of, ratios with their spread. */
package dev.solera.benchmarks.table;
