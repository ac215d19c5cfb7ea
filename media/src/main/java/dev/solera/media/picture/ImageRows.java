package dev.solera.media.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/**
 * The rows of a decoded image.
 *
 * <p>Values are those of the file, and not Java's idea of a grey: {@code BufferedImage.getRGB} takes grey files for linear light
 * and brightens them. Colours of another space than sRGB are converted; what is transparent lies over white.
 */
final class ImageRows implements PixelRows {

    private final BufferedImage image;
    private final int channels;
    private final int bands;
    private final float[] full;
    private final boolean grey;
    private final boolean alpha;
    private final int[] palette;
    private int[] row;

    /** @param channels of the values, 1 or 3 */
    ImageRows(BufferedImage decoded, int channels) {
        this.image = isForeign(decoded.getColorModel()) ? converted(decoded) : decoded;
        this.channels = channels;
        ColorModel model = image.getColorModel();
        this.palette = model instanceof IndexColorModel index ? colours(index) : new int[0];
        this.bands = image.getRaster().getNumBands();
        this.grey = palette.length == 0 && model.getNumColorComponents() == 1;
        this.alpha = palette.length == 0 && model.hasAlpha();
        this.full = new float[bands];
        for (int band = 0; band < bands; band++) {
            full[band] = palette.length > 0 ? 1 : (1L << model.getComponentSize(band)) - 1;
        }
    }

    @Override
    public int width() {
        return image.getWidth();
    }

    @Override
    public int height() {
        return image.getHeight();
    }

    @Override
    public void read(int y, float[][] values) {
        row = image.getRaster().getPixels(0, y, width(), 1, row);
        for (int x = 0; x < width(); x++) {
            float red;
            float green;
            float blue;
            if (palette.length > 0) {
                int colour = palette[Math.min(row[x], palette.length - 1)];
                float opacity = (colour >>> 24) / 255f;
                red = over((colour >> 16 & 0xFF) / 255f, opacity);
                green = over((colour >> 8 & 0xFF) / 255f, opacity);
                blue = over((colour & 0xFF) / 255f, opacity);
            } else {
                float opacity = alpha ? component(x, bands - 1) : 1;
                red = over(component(x, 0), opacity);
                green = grey ? red : over(component(x, 1), opacity);
                blue = grey ? red : over(component(x, 2), opacity);
            }
            if (channels == 1) {
                values[0][x] = grey ? red : PixelRows.grey(red, green, blue);
            } else {
                values[0][x] = red;
                values[1][x] = green;
                values[2][x] = blue;
            }
        }
    }

    private float component(int x, int band) {
        return row[x * bands + band] / full[band];
    }

    /** Over white. */
    private static float over(float value, float opacity) {
        return opacity == 1 ? value : value * opacity + (1 - opacity);
    }

    private static int[] colours(IndexColorModel model) {
        int[] colours = new int[model.getMapSize()];
        model.getRGBs(colours);
        return colours;
    }

    private static boolean isForeign(ColorModel model) {
        ColorSpace space = model.getColorSpace();
        return !space.isCS_sRGB() && space.getType() != ColorSpace.TYPE_GRAY;
    }

    private static BufferedImage converted(BufferedImage image) {
        int type = image.getColorModel().hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage converted = new BufferedImage(image.getWidth(), image.getHeight(), type);
        return new ColorConvertOp(ColorSpace.getInstance(ColorSpace.CS_sRGB), null).filter(image, converted);
    }
}
