/* Cuts rectangles so that each has few colours.
 *
 * Of a rectangle with many colours libvncserver makes a JPEG, and of one with few a list of
 * them and an index for each pixel, which is exact, shorter for what programs draw, and far
 * less work for a browser: noVNC has each JPEG decoded by the browser as an image of its
 * own. A long rectangle that crosses ten small figures has many colours, though each of its
 * parts has few. Loaded with LD_PRELOAD, this stands before rfbSendRectEncodingTight() and
 * halves a rectangle until each part has few colours. What is like a photograph everywhere
 * becomes a JPEG still, and a small part that is gets sent exactly.
 */
#include "common.h"

#include <rfb/rfb.h>
#include <stdint.h>

/* libvncserver's limits at compression 1 and 2; it knows no higher one beside JPEG */
#define FEW(client) ((client)->tightCompressLevel < 2 ? 24 : 96)
#define SMALL 512    /* pixels; as a JPEG they would be longer, for its head */
#define LARGE 4096   /* pixels; above, there may be something else beside a photograph */
#define SLOTS 512    /* of the table of colours, a power of two */

static rfbBool send_as_it_is(rfbClientPtr client, int x, int y, int w, int h)
{
    NEXT(rfbSendRectEncodingTight);
    return next(client, x, y, w, h);
}

static int has_few_colours(const rfbClientPtr client, int x, int y, int w, int h)
{
    const rfbScreenInfoPtr screen = client->screen;
    const int few = FEW(client);
    static uint32_t colours[SLOTS];
    static uint32_t used[SLOTS]; /* in which call the slot was taken */
    static uint32_t call;
    int count = 0;
    uint32_t last = 0;
    call++;
    for (int row = y; row < y + h; row++) {
        const uint32_t *pixels =
            (const uint32_t *)(screen->frameBuffer + (size_t)row * screen->paddedWidthInBytes) + x;
        for (int i = 0; i < w; i++) {
            const uint32_t colour = pixels[i];
            if (count && colour == last)
                continue;
            last = colour;
            unsigned slot = (colour * 2654435761u) >> 23;
            while (used[slot] == call && colours[slot] != colour)
                slot = (slot + 1) % SLOTS;
            if (used[slot] != call) {
                if (++count > few)
                    return 0;
                used[slot] = call;
                colours[slot] = colour;
            }
        }
    }
    return 1;
}

static int middle(int from, int size)
{
    const int cut = (from + size / 2) / TILE * TILE - from;
    return cut > 0 ? cut : size / 2;
}

/* Whether most tiles of a rectangle have many colours, as those of a photograph. */
static int is_busy(const rfbClientPtr client, int x, int y, int w, int h)
{
    int busy = 0, all = 0;
    for (int top = y; top < y + h; top += TILE)
        for (int left = x; left < x + w; left += TILE) {
            all++;
            busy += !has_few_colours(client, left, top, smaller(TILE, x + w - left),
                                     smaller(TILE, y + h - top));
        }
    return 2 * busy > all;
}

static rfbBool send_exactly(rfbClientPtr client, int x, int y, int w, int h)
{
    const int quality = client->turboQualityLevel, level = client->tightCompressLevel;
    client->turboQualityLevel = -1; /* no JPEG, and then another level */
    const rfbBool sent = send_as_it_is(client, x, y, w, h);
    client->turboQualityLevel = quality;
    client->tightCompressLevel = level;
    return sent;
}

static rfbBool send_cut(rfbClientPtr client, int x, int y, int w, int h)
{
    if (has_few_colours(client, x, y, w, h))
        return send_as_it_is(client, x, y, w, h);
    if (w * h <= LARGE && is_busy(client, x, y, w, h))
        return (w * h <= SMALL ? send_exactly : send_as_it_is)(client, x, y, w, h);
    if (w >= h) {
        const int cut = middle(x, w);
        return send_cut(client, x, y, cut, h) && send_cut(client, x + cut, y, w - cut, h);
    }
    const int cut = middle(y, h);
    return send_cut(client, x, y, w, cut) && send_cut(client, x, y + cut, w, h - cut);
}

/* Whether a client takes an update of which the number of rectangles is not told before. */
static int can_cut(rfbClientPtr client)
{
    return client->enableLastRectEncoding && client->turboQualityLevel != -1 &&
           client->screen == client->scaledScreen &&
           client->screen->bitsPerPixel == 8 * PIXEL;
}

rfbBool rfbSendRectEncodingTight(rfbClientPtr client, int x, int y, int w, int h)
{
    return can_cut(client) ? send_cut(client, x, y, w, h) : send_as_it_is(client, x, y, w, h);
}

int rfbNumCodedRectsTight(rfbClientPtr client, int x, int y, int w, int h)
{
    NEXT(rfbNumCodedRectsTight);
    return can_cut(client) ? 0 : next(client, x, y, w, h);
}
