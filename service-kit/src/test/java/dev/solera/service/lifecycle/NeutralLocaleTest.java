package dev.solera.service.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.stream.Topics;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeutralLocaleTest {

    private final Locale before = Locale.getDefault();

    @AfterEach
    void giveBack() {
        Locale.setDefault(before);
    }

    /** All of them have digits of their own but Turkish, which has its own capital of i. */
    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG", "bn-BD", "mr-IN", "ne-NP", "my-MM", "tr-TR"})
    void shouldWriteNamesAsTheBrokerTakesThemWhateverTheUsersLanguage(String language) {
        // given
        Locale.setDefault(Locale.forLanguageTag(language));

        // when
        NeutralLocale.use();

        // then
        assertThat(new Topics("speech-small").activations(10)).isEqualTo("solera.speech-small.activations.10");
        assertThat("INFO".toLowerCase()).isEqualTo("info");
    }
}
