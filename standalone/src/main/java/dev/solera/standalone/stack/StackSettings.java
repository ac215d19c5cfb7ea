package dev.solera.standalone.stack;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What runs in one process.
 *
 * @param services in the order in which they start
 * @param shared properties of all of them
 * @param beans that services find instead of their own, by name
 * @param ending names of the services that end by themselves: when all have, the run is over
 */
public record StackSettings(
        List<Service> services, Map<String, Object> shared, Map<String, Object> beans, Set<String> ending) {

    public StackSettings {
        services = List.copyOf(services);
        shared = Map.copyOf(shared);
        beans = Map.copyOf(beans);
        ending = Set.copyOf(ending);
    }
}
