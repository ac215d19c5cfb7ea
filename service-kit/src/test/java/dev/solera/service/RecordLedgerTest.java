package dev.solera.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordLedgerTest {

    private final RecordLedger ledger = new RecordLedger();

    @Test
    void shouldReleaseWholeRecordsWhenAllTheirSamplesAreSafe() {
        // given
        ledger.arrived(10, 4, false);
        ledger.arrived(11, 9, false);

        // when, then
        assertThat(ledger.release(4)).isEmpty();
        assertThat(ledger.release(5)).hasValue(11);
        assertThat(ledger.release(9)).isEmpty();
        assertThat(ledger.release(20)).hasValue(12);
        assertThat(ledger.release(20)).isEmpty();
    }

    @Test
    void shouldKeepTheEvaluationPassWhenEverythingIsSafe() {
        // given
        ledger.arrived(10, 4, false);
        ledger.arrived(11, 9, true);
        ledger.arrived(12, 14, true);

        // when, then
        assertThat(ledger.release(15)).hasValue(11);
        assertThat(ledger.release(100)).isEmpty();
    }
}
