package dev.solera.service.lifecycle;

import java.util.Locale;

/**
 * The locale of a process of Solera, whoever starts it: none. What is made of texts and numbers here are names of topics and files,
 * tensor indices, reports for programs; Kafka refuses a topic whose number is written in Persian digits, and so on.
 */
public final class NeutralLocale {

    private NeutralLocale() {}

    /** To be called first thing: what has formatted a number already has done so in the user's locale. */
    public static void use() {
        Locale.setDefault(Locale.ROOT);
    }
}
