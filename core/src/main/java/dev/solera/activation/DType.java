package dev.solera.activation;

/** Element type of a tensor, by its name in the safetensors format. */
public enum DType {
    F32(Float.BYTES),
    BF16(Short.BYTES),
    I8(Byte.BYTES),
    U8(Byte.BYTES),
    I64(Long.BYTES);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
