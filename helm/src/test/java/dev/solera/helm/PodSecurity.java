package dev.solera.helm;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The <em>restricted</em> Pod Security Standard as of Kubernetes 1.34, which includes <em>baseline</em>. */
final class PodSecurity implements Check {

    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");
    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");

    @Override
    public List<String> complaints(Rendering rendering) {
        List<String> complaints = new ArrayList<>();
        for (Workload workload : rendering.workloads()) {
            new PodReview(workload, complaints).review();
        }
        return complaints;
    }

    private record PodReview(Workload workload, List<String> complaints) {

        void review() {
            PodSpec pod = workload.pod();
            PodSecurityContext context = Optional.ofNullable(pod.getSecurityContext())
                    .orElseGet(() -> new PodSecurityContextBuilder().build());
            require(!isTrue(pod.getHostNetwork()), "hostNetwork is true");
            require(!isTrue(pod.getHostPID()), "hostPID is true");
            require(!isTrue(pod.getHostIPC()), "hostIPC is true");
            require(pod.getEphemeralContainers().isEmpty(), "there are ephemeral containers");
            require(!Objects.equals(context.getRunAsUser(), 0L), "runAsUser is 0");
            require(
                    context.getSysctls().stream().allMatch(sysctl -> SYSCTLS.contains(sysctl.getName())),
                    "a sysctl is not one of the safe ones");
            require(isAllowedSelinux(context.getSeLinuxOptions()), "seLinuxOptions are not allowed");
            require(
                    context.getAppArmorProfile() == null
                            || !"Unconfined".equals(context.getAppArmorProfile().getType()),
                    "appArmorProfile is Unconfined");
            require(
                    context.getWindowsOptions() == null
                            || !isTrue(context.getWindowsOptions().getHostProcess()),
                    "hostProcess is true");
            pod.getVolumes()
                    .forEach(volume -> require(
                            isAllowed(volume), "volume " + volume.getName() + " is of a kind that is not allowed"));
            workload.containers().forEach(container -> review(container, context));
        }

        private void review(Container container, PodSecurityContext pod) {
            SecurityContext context = Optional.ofNullable(container.getSecurityContext())
                    .orElseGet(() -> new SecurityContextBuilder().build());
            String of = " in container " + container.getName();
            require(!isTrue(context.getPrivileged()), "privileged is true" + of);
            require(
                    Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()),
                    "allowPrivilegeEscalation is not false" + of);
            require(isTrue(either(context.getRunAsNonRoot(), pod.getRunAsNonRoot())), "runAsNonRoot is not true" + of);
            require(!Objects.equals(context.getRunAsUser(), 0L), "runAsUser is 0" + of);
            SeccompProfile seccomp = either(context.getSeccompProfile(), pod.getSeccompProfile());
            require(
                    seccomp != null && SECCOMP.contains(seccomp.getType()),
                    "seccompProfile is neither RuntimeDefault nor Localhost" + of);
            Capabilities capabilities = context.getCapabilities();
            require(
                    capabilities != null && capabilities.getDrop().contains("ALL"),
                    "capabilities do not drop ALL" + of);
            require(
                    capabilities == null || Set.of("NET_BIND_SERVICE").containsAll(capabilities.getAdd()),
                    "capabilities are added" + of);
            require(
                    Set.of("Default", "")
                            .contains(
                                    Optional.ofNullable(context.getProcMount()).orElse("")),
                    "procMount is not Default" + of);
            require(isAllowedSelinux(context.getSeLinuxOptions()), "seLinuxOptions are not allowed" + of);
            require(
                    context.getAppArmorProfile() == null
                            || !"Unconfined".equals(context.getAppArmorProfile().getType()),
                    "appArmorProfile is Unconfined" + of);
            require(
                    container.getPorts().stream()
                            .map(ContainerPort::getHostPort)
                            .allMatch(PodReview::isNone),
                    "a port of the host is used" + of);
            require(hosts(container).findAny().isEmpty(), "a probe or hook names a host" + of);
        }

        private void require(boolean holds, String complaint) {
            if (!holds) {
                complaints.add(workload.title() + ": " + complaint);
            }
        }

        private static boolean isAllowed(Volume volume) {
            return Stream.of(
                            volume.getConfigMap(),
                            volume.getCsi(),
                            volume.getDownwardAPI(),
                            volume.getEmptyDir(),
                            volume.getEphemeral(),
                            volume.getPersistentVolumeClaim(),
                            volume.getProjected(),
                            volume.getSecret())
                    .anyMatch(Objects::nonNull);
        }

        private static boolean isAllowedSelinux(io.fabric8.kubernetes.api.model.SELinuxOptions options) {
            return options == null
                    || SELINUX_TYPES.contains(
                                    Optional.ofNullable(options.getType()).orElse(""))
                            && options.getUser() == null
                            && options.getRole() == null;
        }

        private static Stream<String> hosts(Container container) {
            Stream<Probe> probes =
                    Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe());
            Stream<String> ofProbes =
                    probes.filter(Objects::nonNull).flatMap(probe -> hosts(probe.getHttpGet(), probe.getTcpSocket()));
            Optional<Lifecycle> hooks = Optional.ofNullable(container.getLifecycle());
            Stream<LifecycleHandler> handlers =
                    hooks.stream().flatMap(lifecycle -> Stream.of(lifecycle.getPostStart(), lifecycle.getPreStop()));
            Stream<String> ofHooks =
                    handlers.filter(Objects::nonNull).flatMap(hook -> hosts(hook.getHttpGet(), hook.getTcpSocket()));
            return Stream.concat(ofProbes, ofHooks);
        }

        private static Stream<String> hosts(HTTPGetAction http, TCPSocketAction tcp) {
            return Stream.of(
                            Optional.ofNullable(http).map(HTTPGetAction::getHost),
                            Optional.ofNullable(tcp).map(TCPSocketAction::getHost))
                    .flatMap(Optional::stream)
                    .filter(host -> !host.isEmpty());
        }

        private static <T> T either(T own, T pods) {
            return own != null ? own : pods;
        }

        private static boolean isTrue(Boolean value) {
            return Boolean.TRUE.equals(value);
        }

        private static boolean isNone(Integer port) {
            return port == null || port == 0;
        }
    }
}
