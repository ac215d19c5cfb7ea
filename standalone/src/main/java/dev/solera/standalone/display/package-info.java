/** What a run looks like while it lasts: bars on a terminal, lines elsewhere. */
package dev.solera.standalone.display;
