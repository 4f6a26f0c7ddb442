/* Reads what was drawn in one piece.
 *
 * x11vnc reads a line of the screen every 32 lines, to see which tiles differ from its
 * frame buffer, then those in strips of 32 lines, then lines again: some eighty round trips
 * to the X server for a frame of a window, and on a busy machine each of them waits for the
 * scheduler, twice. Loaded with LD_PRELOAD, this knows what the X server has reported as
 * damaged, reads the box around it with the first of these questions, and answers the rest
 * from that. Of a line, what was not damaged is as in the frame buffer.
 *
 * What was read is used until x11vnc learns of more damage, for it was read after all that
 * it had learnt of before; and not for longer than a moment, since the lines are also looks
 * at what the X server did not report. It lies in the image that x11vnc has for reading the
 * whole screen, which is always filled before it is looked at.
 */
#include "common.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/Xdamage.h>
#include <rfb/rfb.h>
#include <string.h>

#define MOMENT_NS 25000000LL /* longer than a frame takes at 60 a second */
#define STRIP 32             /* lines; x11vnc's tiles are as wide and as high */

typedef struct {
    int left, top, right, bottom; /* the last two are beyond it */
} Box;

static rfbScreenInfoPtr screen;
static XImage *whole; /* x11vnc's, for the whole screen */
static int damage_notify = -1;
static Box damaged;         /* around all that was reported since the last reading */
static long damaged_pixels; /* of all of it, one report after the other */
static Box held;            /* what `whole` holds of the screen, line after line */
static long long held_at;

static int is_empty(const Box *box) { return box->left >= box->right || box->top >= box->bottom; }

static long pixels_of(const Box *box)
{
    return (long)(box->right - box->left) * (box->bottom - box->top);
}

static int is_within(const Box *inner, const Box *outer)
{
    return inner->left >= outer->left && inner->right <= outer->right &&
           inner->top >= outer->top && inner->bottom <= outer->bottom;
}

static void let_go(void) { held = (Box){0}; }

rfbScreenInfoPtr rfbGetScreen(int *argc, char **argv, int width, int height,
                              int bitsPerSample, int samplesPerPixel, int bytesPerPixel)
{
    NEXT(rfbGetScreen);
    screen = next(argc, argv, width, height, bitsPerSample, samplesPerPixel, bytesPerPixel);
    return screen;
}

Bool XDamageQueryExtension(Display *display, int *first_event, int *first_error)
{
    NEXT(XDamageQueryExtension);
    const Bool found = next(display, first_event, first_error);
    if (found)
        damage_notify = *first_event + XDamageNotify;
    return found;
}

Bool XCheckTypedEvent(Display *display, int type, XEvent *event)
{
    NEXT(XCheckTypedEvent);
    const Bool found = next(display, type, event);
    if (!found || type != damage_notify)
        return found;
    const XRectangle area = ((XDamageNotifyEvent *)event)->area;
    const Box box = {area.x, area.y, area.x + area.width, area.y + area.height};
    if (is_empty(&damaged)) {
        damaged = box;
        damaged_pixels = 0;
    }
    damaged.left = smaller(damaged.left, box.left);
    damaged.top = smaller(damaged.top, box.top);
    damaged.right = larger(damaged.right, box.right);
    damaged.bottom = larger(damaged.bottom, box.bottom);
    damaged_pixels += pixels_of(&box);
    let_go();
    return found;
}

/* x11vnc makes its images anew when the screen changes its size. */
Bool XShmDetach(Display *display, XShmSegmentInfo *segment)
{
    NEXT(XShmDetach);
    if (whole && (XShmSegmentInfo *)whole->obdata == segment) {
        whole = NULL;
        let_go();
    }
    return next(display, segment);
}

static int is_for_whole_screen(const XImage *image)
{
    return screen && image->width == screen->width && image->height == screen->height &&
           image->bits_per_pixel == 8 * PIXEL && screen->bitsPerPixel == 8 * PIXEL;
}

/* Reads the tiles that were damaged, and those beside them, which x11vnc reads with them;
 * not if they are far apart. */
static void hold(Display *display, Drawable drawable, unsigned long planes)
{
    NEXT(XShmGetImage);
    const Box tiles = {
        larger(damaged.left / STRIP * STRIP - STRIP, 0),
        larger(damaged.top / STRIP * STRIP - STRIP, 0),
        smaller((damaged.right + STRIP - 1) / STRIP * STRIP + STRIP, screen->width),
        smaller((damaged.bottom + STRIP - 1) / STRIP * STRIP + STRIP, screen->height),
    };
    const int is_dense = 2 * damaged_pixels >= pixels_of(&damaged);
    damaged = (Box){0};
    if (!is_dense || is_empty(&tiles))
        return;
    XImage part = *whole;
    part.width = tiles.right - tiles.left;
    part.height = tiles.bottom - tiles.top;
    part.bytes_per_line = part.width * PIXEL;
    if (next(display, drawable, &part, tiles.left, tiles.top, planes)) {
        held = tiles;
        held_at = now_ns();
    }
}

static void copy_held(char *to, const Box *box, int line)
{
    const size_t width = (size_t)(held.right - held.left) * PIXEL;
    const char *from = whole->data + (box->top - held.top) * width +
                       (size_t)(box->left - held.left) * PIXEL;
    for (int y = box->top; y < box->bottom; y++, from += width, to += line)
        memcpy(to, from, (size_t)(box->right - box->left) * PIXEL);
}

/* Answers from what is held; returns whether that was possible. */
static int answer(XImage *image, const Box *asked)
{
    if (is_empty(&held) || now_ns() - held_at > MOMENT_NS)
        return 0;
    if (image == whole) /* where it lies already, if all of it is held */
        return is_within(asked, &held);
    if (is_within(asked, &held)) {
        copy_held(image->data, asked, image->bytes_per_line);
        return 1;
    }
    const int is_line = image->height == 1 && asked->left == 0 &&
                        image->width == screen->width && asked->top >= held.top &&
                        asked->bottom <= held.bottom;
    if (is_line) {
        const Box part = {held.left, asked->top, held.right, asked->bottom};
        memcpy(image->data,
               screen->frameBuffer + (size_t)asked->top * screen->paddedWidthInBytes,
               (size_t)image->width * PIXEL);
        copy_held(image->data + (size_t)held.left * PIXEL, &part, 0);
    }
    return is_line;
}

Bool XShmGetImage(Display *display, Drawable drawable, XImage *image, int x, int y,
                  unsigned long planes)
{
    NEXT(XShmGetImage);
    const Box asked = {x, y, x + image->width, y + image->height};
    if (whole && is_for_whole_screen(whole) && image->bits_per_pixel == 8 * PIXEL) {
        if (!is_empty(&damaged))
            hold(display, drawable, planes);
        if (answer(image, &asked))
            return True;
    }
    if (image == whole)
        let_go();
    const Bool done = next(display, drawable, image, x, y, planes);
    if (done && is_for_whole_screen(image) && x == 0 && y == 0) {
        whole = image;
        held = asked;
        held_at = now_ns();
        damaged = (Box){0};
    }
    return done;
}
