package dev.solera.standalone.stack;

/** A service cannot start or cannot go on: the message names it and the cause in one line. */
public final class ServiceFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ServiceFailedException(String service, String cause) {
        super(service + ": " + cause);
    }

    ServiceFailedException(String service, Throwable failure) {
        super(service + ": " + root(failure), failure);
    }

    /** The innermost cause that says something: what Spring wraps around it is no help to a user. */
    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause().getMessage() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
