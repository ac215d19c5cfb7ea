/** What proves and measures Solera, none of which ships: a run as processes of its own, which can be killed. */
package dev.solera.harness;
