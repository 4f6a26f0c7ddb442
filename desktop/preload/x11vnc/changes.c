/* Encodes what has changed, not what was drawn.
 *
 * A program that shows a new frame usually draws its whole window, and X reports all of
 * it as damaged. x11vnc trusts that (-xd_area 0; looking for itself it would show torn
 * frames), and has the whole window encoded and sent, although a few per cent differ.
 * Loaded with LD_PRELOAD, this stands before libvncserver's rfbMarkRectAsModified(): it
 * keeps a checksum of each tile as it was when it was last marked, and marks the tiles
 * that have another one now. TigerVNC's Xvnc compares in the same place (its option
 * CompareFB), with a copy of the frame buffer; checksums need a hundredth of the memory,
 * and half of what is read.
 *
 * What is encoded is always read from the frame buffer, so a tile that is marked once too
 * often costs a few bytes. One that is marked too seldom would show old pixels: two
 * different tiles have the same 64 bits once in 10^19 times. All is forgotten whenever
 * x11vnc takes another frame buffer.
 */
#include "common.h"

#include <rfb/rfb.h>
#include <rfb/rfbregion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LANES 4 /* sums that a processor can work on at once */

static uint64_t *sums; /* of each tile, row by row; 0: nothing is known */
static const char *frame;
static int width, height, stride;

static int tiles(int pixels) { return (pixels + TILE - 1) / TILE; }

static void forget(void)
{
    free(sums);
    sums = NULL;
}

/* Makes room for the sums of a frame buffer. Returns 0 if there is none. */
static int prepare(const rfbScreenInfoPtr screen)
{
    if (sums && frame == screen->frameBuffer && width == screen->width &&
        height == screen->height && stride == screen->paddedWidthInBytes)
        return 1;
    forget();
    frame = screen->frameBuffer;
    width = screen->width;
    height = screen->height;
    stride = screen->paddedWidthInBytes;
    sums = calloc((size_t)tiles(width) * tiles(height), sizeof *sums);
    return sums != NULL;
}

/* Returns the checksum of a tile. Each step can be undone by whoever knows its word, so
 * tiles that differ in one word never have the same. */
static uint64_t sum_of(int x, int y, int right, int bottom)
{
    static const uint64_t odd[LANES] = {0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F,
                                        0x165667B19E3779F9, 0xD6E8FEB86659FD93};
    uint64_t lane[LANES] = {1, 2, 3, 4};
    const size_t bytes = (size_t)(right - x) * PIXEL;
    for (; y < bottom; y++) {
        const char *row = frame + (size_t)y * stride + (size_t)x * PIXEL;
        uint64_t word[TILE * PIXEL / sizeof(uint64_t)] = {0};
        memcpy(word, row, bytes);
        for (unsigned i = 0; i < sizeof word / sizeof *word; i++) {
            uint64_t *one = &lane[i % LANES];
            *one = (*one ^ word[i]) * odd[i % LANES];
            *one ^= *one >> 29;
        }
    }
    uint64_t sum = 0;
    for (unsigned i = 0; i < LANES; i++)
        sum = (sum ^ lane[i]) * odd[0];
    return sum ? sum : 1;
}

/* Adds the tiles of a row of tiles that have changed. */
static void compare_row(sraRegionPtr changed, int row, int first, int last)
{
    const int top = row * TILE, bottom = smaller(height, top + TILE);
    int begun = -1; /* where a run of tiles that have changed begins */
    for (int column = first; column <= last; column++) {
        int differs = 0;
        if (column < last) {
            const int x = column * TILE;
            const uint64_t now = sum_of(x, top, smaller(width, x + TILE), bottom);
            uint64_t *before = &sums[(size_t)row * tiles(width) + column];
            differs = now != *before;
            *before = now;
        }
        if (differs && begun < 0)
            begun = column;
        if (!differs && begun >= 0) {
            sraRegionPtr run = sraRgnCreateRect(begun * TILE, top,
                                                smaller(width, column * TILE), bottom);
            sraRgnOr(changed, run);
            sraRgnDestroy(run);
            begun = -1;
        }
    }
}

void rfbMarkRectAsModified(rfbScreenInfoPtr screen, int x1, int y1, int x2, int y2)
{
    NEXT(rfbMarkRectAsModified);
    /* Above so many rectangles libvncserver sends what surrounds them all. */
    screen->maxRectsPerUpdate = 0;
    if (screen->bitsPerPixel != 8 * PIXEL || screen->scaledScreenNext || !prepare(screen)) {
        forget();
        next(screen, x1, y1, x2, y2);
        return;
    }
    const int left = smaller(x1, x2), right = smaller(x1 < x2 ? x2 : x1, width);
    const int top = smaller(y1, y2), bottom = smaller(y1 < y2 ? y2 : y1, height);
    sraRegionPtr changed = sraRgnCreate();
    for (int row = top < 0 ? 0 : top / TILE; row < tiles(bottom); row++)
        compare_row(changed, row, left < 0 ? 0 : left / TILE, tiles(right));
    if (!sraRgnEmpty(changed))
        rfbMarkRegionAsModified(screen, changed);
    sraRgnDestroy(changed);
}

void rfbNewFramebuffer(rfbScreenInfoPtr screen, char *buffer, int w, int h,
                       int bitsPerSample, int samplesPerPixel, int bytesPerPixel)
{
    NEXT(rfbNewFramebuffer);
    forget();
    next(screen, buffer, w, h, bitsPerSample, samplesPerPixel, bytesPerPixel);
}
