/* Leaves out looks at what has just been read.
 *
 * In every pass x11vnc also looks for what X did not report as damaged: it reads every 32nd
 * line and compares it with its frame buffer, a round trip to the X server each. After a
 * frame that covered the screen, and was read as a whole, these are 25 round trips in which
 * nothing is found, and on a busy machine each of them waits for the scheduler, twice.
 * Loaded with LD_PRELOAD, this answers them from the frame buffer, where a moment ago the
 * line was copied to. What X did not report is found a moment later.
 */
#include "common.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <rfb/rfb.h>
#include <string.h>

#define MOMENT_NS 25000000LL /* longer than a frame takes at 60 a second */
#define MOST_LINES 8192

static rfbScreenInfoPtr screen;
static long long read_at[MOST_LINES]; /* when each line was read as a part of more */

rfbScreenInfoPtr rfbGetScreen(int *argc, char **argv, int width, int height,
                              int bitsPerSample, int samplesPerPixel, int bytesPerPixel)
{
    NEXT(rfbGetScreen);
    screen = next(argc, argv, width, height, bitsPerSample, samplesPerPixel, bytesPerPixel);
    return screen;
}

Bool XShmGetImage(Display *display, Drawable drawable, XImage *image, int x, int y,
                  unsigned long planes)
{
    NEXT(XShmGetImage);
    const int whole_lines = screen && x == 0 && image->width == screen->width && y >= 0 &&
                            y + image->height <= screen->height && screen->height <= MOST_LINES &&
                            image->bits_per_pixel == screen->bitsPerPixel;
    if (whole_lines && image->height == 1 && now_ns() - read_at[y] < MOMENT_NS) {
        memcpy(image->data, screen->frameBuffer + (size_t)y * screen->paddedWidthInBytes,
               (size_t)image->width * (image->bits_per_pixel / 8));
        return True;
    }
    Bool done = next(display, drawable, image, x, y, planes);
    if (done && whole_lines && image->height > 1) {
        const long long now = now_ns();
        for (int line = y; line < y + image->height; line++)
            read_at[line] = now;
    }
    return done;
}
