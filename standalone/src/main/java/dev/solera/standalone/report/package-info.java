/** What a run leaves behind: its folder, tables, pictures and provenance. */
package dev.solera.standalone.report;
