package dev.solera.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.MultipartStream;
import org.apache.tomcat.util.http.fileupload.UploadContext;

/**
 * Receives the files of clients: a request's body, or the one file of a form. They arrive on disk, so that one that is slow takes no
 * memory, and all that are there at the same time take a bounded number of bytes.
 */
public final class Uploads implements AutoCloseable {

    private static final String FORM = "multipart/form-data";

    private final UploadProperties properties;
    private final AtomicLong room;
    private final UploadFolder folder;

    /** Deletes what gateways that were killed have left. */
    public Uploads(UploadProperties properties) {
        this.properties = properties;
        this.room = new AtomicLong(properties.inFlight().toBytes());
        this.folder = UploadFolder.in(properties.keptIn());
    }

    /**
     * @param in the body
     * @param announced bytes that the client says it sends; negative where it says nothing
     * @param type of the content, which tells of a form and of nothing else; empty for none
     */
    public Upload receive(InputStream in, long announced, String type) throws IOException {
        Upload upload = new Upload(folder, room);
        try {
            InputStream body = new GuardedBody(in, announced, properties);
            if (type.strip().toLowerCase(Locale.ROOT).startsWith(FORM)) {
                fileOfForm(upload, body, announced, type);
            } else {
                upload.take(body);
            }
            return upload;
        } catch (IOException | RuntimeException | Error e) {
            upload.close();
            if (e.getCause() instanceof SocketTimeoutException) {
                throw UploadRefusedException.tooSlow(properties.patience());
            }
            throw e;
        }
    }

    private static void fileOfForm(Upload upload, InputStream body, long announced, String type) throws IOException {
        try {
            boolean found = false;
            for (FileItemIterator parts = new FileUpload().getItemIterator(new Form(body, announced, type));
                    parts.hasNext(); ) {
                FileItemStream part = parts.next();
                if (!part.isFormField()) {
                    if (found) {
                        throw UploadRefusedException.invalid("form", "of several files", "one file");
                    }
                    found = true;
                    try (InputStream in = part.openStream()) {
                        upload.take(in);
                    }
                }
            }
            if (!found) {
                throw UploadRefusedException.invalid("form", "without a file", "one file");
            }
        } catch (FileUploadException | MultipartStream.MalformedStreamException e) {
            throw UploadRefusedException.unusable("the form cannot be read: " + e.getMessage());
        }
    }

    /** Deletes the files that are there still. */
    @Override
    public void close() throws IOException {
        folder.close();
    }

    private record Form(InputStream body, long announced, String type) implements UploadContext {

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }

        @Override
        public String getContentType() {
            return type;
        }

        @Override
        public InputStream getInputStream() {
            return body;
        }

        @Override
        public long contentLength() {
            return announced;
        }
    }
}
