package dev.solera.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive with one function in it, as {@code torch.jit.save} would write a module without parameters: a zip, nothing of
 * it compressed, with the source of a class and an instance of it as a pickle.
 */
final class ScriptArchive {

    private static final String FOLDER = "function/";
    /** Of the format; its operators are those of today's libtorch, and none is replaced by an older one's meaning. */
    private static final String VERSION = "10\n";

    private static final String CLASS = """
            class Function(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Function,
                %s) -> %s:
            %s""";

    /** The pickle of {@code __torch__.Function} with {@code training = False}: protocol 2, opcode by opcode. */
    private static final byte[] INSTANCE = bytes("\u0080\u0002" + "c__torch__\nFunction\n" + ")" + "\u0081" + "}"
            + "X\u0008\u0000\u0000\u0000training" + "\u0089" + "s" + "b" + ".");

    /** The pickle of an empty tuple. */
    private static final byte[] NO_CONSTANTS = bytes("\u0080\u0002).");

    private ScriptArchive() {}

    /**
     * @param tensors names of the function's arguments
     * @param result type of what it returns
     * @param body its statements, a line each
     */
    static byte[] of(List<String> tensors, String result, String body) {
        String arguments = String.join(": Tensor,\n    ", tensors) + ": Tensor";
        String source = CLASS.formatted(arguments, result, body.indent(4));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            add(zip, "data.pkl", INSTANCE);
            add(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            add(zip, "constants.pkl", NO_CONSTANTS);
            add(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(FOLDER + name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] bytes(String pickle) {
        return pickle.getBytes(StandardCharsets.ISO_8859_1);
    }
}
