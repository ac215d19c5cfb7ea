package dev.solera.standalone.lock;

/** A folder that another process works on: the message names the folder and who that is. */
public final class FolderInUseException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    FolderInUseException(String what, Object folder, String holder) {
        super("%s is %s, which is in use by %s; allowed: a folder that nobody works on"
                .formatted(what, folder, holder));
    }
}
