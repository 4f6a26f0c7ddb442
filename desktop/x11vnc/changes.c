/* Encodes what has changed, not what was drawn.
 *
 * A program that shows a new frame usually draws its whole window, and X reports all of
 * it as damaged. x11vnc trusts that (-xd_area 0; looking for itself it would show torn
 * frames), and has the whole window encoded and sent, although a few per cent differ.
 * Loaded with LD_PRELOAD, this stands before libvncserver's rfbMarkRectAsModified(): it
 * keeps a copy of what was last marked, compares tile by tile, and marks the tiles that
 * differ. TigerVNC's Xvnc compares in the same place (its option CompareFB).
 *
 * What is encoded is always read from the frame buffer, so a tile that is marked once too
 * often costs a few bytes. One that is marked too seldom would show old pixels; therefore
 * the copy is made anew whenever x11vnc takes another frame buffer.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <rfb/rfb.h>
#include <rfb/rfbregion.h>
#include <stdlib.h>
#include <string.h>

#ifndef TILE
#define TILE 16 /* pixels; a row of 16 is a cache line */
#endif
#define PIXEL 4 /* bytes; x11vnc's frame buffer has the depth of the X server's */

static char *known;             /* what was last marked, as wide as the frame buffer */
static const char *frame;       /* whose copy that is */
static int width, height, stride;

/* Makes sure that the copy fits. Returns 0 where there is none to compare with. */
static int prepare(const rfbScreenInfoPtr screen)
{
    if (known && frame == screen->frameBuffer && width == screen->width &&
        height == screen->height && stride == screen->paddedWidthInBytes)
        return 1;
    free(known);
    frame = screen->frameBuffer;
    width = screen->width;
    height = screen->height;
    stride = screen->paddedWidthInBytes;
    known = malloc((size_t)stride * height);
    if (known)
        memcpy(known, frame, (size_t)stride * height);
    return 0;
}

static int smaller(int a, int b) { return a < b ? a : b; }

/* Adds the tiles that differ between the rows top and bottom, and copies them. */
static void compare_row(sraRegionPtr changed, int left, int right, int top, int bottom)
{
    int first = top;
    const size_t skipped = (size_t)left * PIXEL, length = (size_t)(right - left) * PIXEL;
    while (first < bottom && !memcmp(known + (size_t)first * stride + skipped,
                                     frame + (size_t)first * stride + skipped, length))
        first++;
    if (first == bottom)
        return;

    int begun = -1; /* where the run of tiles that differ begins */
    for (int x = left; x < right;) {
        const int end = smaller(right, (x / TILE + 1) * TILE);
        const size_t bytes = (size_t)(end - x) * PIXEL;
        int differs = 0;
        for (int y = first; y < bottom; y++) {
            const size_t at = (size_t)y * stride + (size_t)x * PIXEL;
            if (differs || memcmp(known + at, frame + at, bytes)) {
                memcpy(known + at, frame + at, bytes);
                differs = 1;
            }
        }
        if (differs && begun < 0)
            begun = x;
        if (begun >= 0 && (!differs || end == right)) {
            sraRegionPtr run = sraRgnCreateRect(begun, top, differs ? end : x, bottom);
            sraRgnOr(changed, run);
            sraRgnDestroy(run);
            begun = -1;
        }
        x = end;
    }
}

void rfbMarkRectAsModified(rfbScreenInfoPtr screen, int x1, int y1, int x2, int y2)
{
    static __typeof__(&rfbMarkRectAsModified) next;
    if (!next)
        next = (__typeof__(next))dlsym(RTLD_NEXT, "rfbMarkRectAsModified");
    /* Above so many rectangles libvncserver sends what surrounds them all. */
    screen->maxRectsPerUpdate = 0;
    if (screen->bitsPerPixel != 8 * PIXEL || screen->scaledScreenNext || !prepare(screen)) {
        next(screen, x1, y1, x2, y2);
        return;
    }
    const int left = x1 < x2 ? x1 : x2, top = y1 < y2 ? y1 : y2;
    const int right = smaller(x1 < x2 ? x2 : x1, width);
    const int bottom = smaller(y1 < y2 ? y2 : y1, height);
    sraRegionPtr changed = sraRgnCreate();
    for (int y = top < 0 ? 0 : top; y < bottom;) {
        const int end = smaller(bottom, (y / TILE + 1) * TILE);
        compare_row(changed, left < 0 ? 0 : left, right, y, end);
        y = end;
    }
    if (!sraRgnEmpty(changed))
        rfbMarkRegionAsModified(screen, changed);
    sraRgnDestroy(changed);
}

void rfbNewFramebuffer(rfbScreenInfoPtr screen, char *buffer, int w, int h,
                       int bitsPerSample, int samplesPerPixel, int bytesPerPixel)
{
    static __typeof__(&rfbNewFramebuffer) next;
    if (!next)
        next = (__typeof__(next))dlsym(RTLD_NEXT, "rfbNewFramebuffer");
    free(known);
    known = NULL;
    next(screen, buffer, w, h, bitsPerSample, samplesPerPixel, bytesPerPixel);
}
