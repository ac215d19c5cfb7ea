/** Which sample comes when: the order of a run as a pure function of the definition and the listing. */
package dev.solera.ingest.plan;
