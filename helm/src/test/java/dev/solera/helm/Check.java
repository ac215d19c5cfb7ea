package dev.solera.helm;

import java.util.List;

/** Something that holds for all that the chart renders. */
@FunctionalInterface
interface Check {

    /** One line for everything that does not hold. */
    List<String> complaints(Rendering rendering);
}
