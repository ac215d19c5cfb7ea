package dev.solera.module;

import dev.solera.pipeline.ModuleRange;

/**
 * What the training thread spends between two steps of a module on other things: on waiting for samples, on handing over what
 * is done, which is the last module's, and on the modules that share it, which each of them waits for. Seconds.
 */
final class ThreadTimes {

    private final ModuleRange modules;
    private final double[] waited;
    private double published;

    ThreadTimes(ModuleRange modules) {
        this.modules = modules;
        this.waited = new double[modules.size()];
    }

    /** It waited for a sample. */
    void waited(double seconds) {
        for (int number : modules.numbers()) {
            add(number, seconds);
        }
    }

    /** It handed over what the last module has done. */
    void published(double seconds) {
        published += seconds;
        addToOthers(modules.last(), seconds);
    }

    /** It trained a module. */
    void trained(int module, double seconds) {
        addToOthers(module, seconds);
    }

    private void addToOthers(int module, double seconds) {
        for (int number : modules.numbers()) {
            add(number, number == module ? 0 : seconds);
        }
    }

    private void add(int module, double seconds) {
        waited[module - modules.first()] += seconds;
    }

    /** How long a module has waited since this was last asked. */
    double takeWaited(int module) {
        double seconds = waited[module - modules.first()];
        waited[module - modules.first()] = 0;
        return seconds;
    }

    /** How long was spent on publishing what a module has done since this was last asked. */
    double takePublished(int module) {
        if (module != modules.last()) {
            return 0;
        }
        double seconds = published;
        published = 0;
        return seconds;
    }
}
