/* Does not paint black what is black.
 *
 * Xvfb's frame buffer has the largest size that the screen may get, and at its start all of
 * it is painted black: 33 MB of memory for 3840x2160, of which the screen needs a fifth once
 * it has the size of the browser's window. Fresh memory is black, and takes no room until
 * something is written to it.
 */
#include "../next.h"

#include <stdint.h>
#include <string.h>

/* pixman's: fills a rectangle of an image whose lines are `stride` words long. */
int pixman_fill(uint32_t *bits, int stride, int bits_per_pixel, int x, int y, int width,
                int height, uint32_t colour);

/* The first pixel is looked at; each of the others is compared with the one before. */
static int is_black(const uint32_t *line, int width)
{
    return *line == 0 && memcmp(line, line + 1, (size_t)(width - 1) * PIXEL) == 0;
}

int pixman_fill(uint32_t *bits, int stride, int bits_per_pixel, int x, int y, int width,
                int height, uint32_t colour)
{
    NEXT(pixman_fill);
    if (colour == 0 && bits_per_pixel == 8 * PIXEL && width > 0) {
        const uint32_t *line = bits + (long)y * stride + x;
        for (; height > 0 && is_black(line, width); y++, height--)
            line += stride;
        if (height <= 0)
            return 1;
    }
    return next(bits, stride, bits_per_pixel, x, y, width, height, colour);
}
