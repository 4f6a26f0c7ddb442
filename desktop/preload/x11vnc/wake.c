/* Wakes x11vnc when there is something to do.
 *
 * Between two looks at the screen x11vnc sleeps, in select() without a descriptor: 2 ms
 * with -wait 2, which costs 6 % of a core while nothing happens, and a quarter of a second
 * when nothing has happened for a minute, which is how late the next key then is. Loaded
 * with LD_PRELOAD, this makes the sleep end as soon as the X server or a viewer sends
 * something, and each is a tenth longer than the one before until the X server does: so
 * x11vnc looks some fifty times for what X did not tell, and then seldom. What a viewer
 * sends is followed by a few short ones.
 *
 * While no viewer waits for a picture there is no need to look at what the X server tells:
 * whoever is slower than the program that draws, or only asks whether all is well, costs
 * nothing for the frames that it does not see.
 */
#include "common.h"

#include <X11/Xlib.h>
#include <poll.h>
#include <rfb/rfb.h>
#include <rfb/rfbregion.h>
#include <stddef.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST 256
#define LONGEST_NS 500000000L
#define GROWTH(ns) ((ns) + (ns) / 10)
#define BRISK 6                 /* sleeps: x11vnc thinks of a key in several rounds */
#define SHORTEST_NS 300000L     /* between two wakes: what is not read must not spin */

static struct pollfd watched[MOST];
static Display *displays[MOST]; /* of each of them; NULL: it leads to a viewer */
static nfds_t count;
static int queued;     /* events that Xlib had read when x11vnc slept last */
static long long last; /* when that was */
static long grown;     /* what the next sleep lasts at least */
static int brisk;      /* how many may be as short as x11vnc asks for nevertheless */
static rfbScreenInfoPtr served; /* NULL while what viewers say is dealt with */

static void watch(int descriptor, Display *display)
{
    if (descriptor < 0 || count == MOST)
        return;
    displays[count] = display;
    watched[count].fd = descriptor;
    count++;
}

/* Whether events have come that were read with the answer to something, and not looked at. */
static int has_news(void)
{
    int now = 0;
    for (nfds_t i = 0; i < count; i++)
        if (displays[i])
            now += XEventsQueued(displays[i], QueuedAlready);
    const int news = now > queued;
    queued = now;
    return news;
}

Display *XOpenDisplay(const char *name)
{
    NEXT(XOpenDisplay);
    Display *display = next(name);
    if (display)
        watch(XConnectionNumber(display), display);
    return display;
}

int accept(int listener, struct sockaddr *restrict address, socklen_t *restrict length)
{
    NEXT(accept);
    /* At a unix socket x11vnc does not say how much room there is for the address: what
     * stands there is chance, and with a number below zero nobody is let in. */
    if (length && *length > sizeof(struct sockaddr_un))
        *length = sizeof(struct sockaddr_un);
    int descriptor = next(listener, address, length);
    watch(descriptor, NULL);
    return descriptor;
}

int listen(int descriptor, int backlog)
{
    NEXT(listen);
    watch(descriptor, NULL);
    return next(descriptor, backlog);
}

int close(int descriptor)
{
    NEXT(close);
    for (nfds_t i = 0; i < count; i++) {
        if (watched[i].fd == descriptor) {
            count--;
            watched[i] = watched[count];
            displays[i] = displays[count];
            break;
        }
    }
    return next(descriptor);
}

rfbBool rfbProcessEvents(rfbScreenInfoPtr screen, long microseconds)
{
    NEXT(rfbProcessEvents);
    served = NULL;
    const rfbBool done = next(screen, microseconds);
    served = screen;
    return done;
}

/* Whether there are viewers, and none of them waits for the next picture. */
static int nobody_waits(void)
{
    rfbClientPtr viewer = served ? served->clientHead : NULL;
    if (!viewer)
        return 0;
    while (viewer && sraRgnEmpty(viewer->requestedRegion))
        viewer = viewer->next;
    return !viewer;
}

int select(int n, fd_set *restrict readable, fd_set *restrict writable,
           fd_set *restrict exceptional, struct timeval *restrict timeout)
{
    NEXT(select);
    if (n || readable || writable || exceptional || !timeout)
        return next(n, readable, writable, exceptional, timeout);

    struct timespec rest = {timeout->tv_sec, timeout->tv_usec * 1000L};
    const long long pause = SHORTEST_NS - (now_ns() - last);
    if (pause > 0 && (rest.tv_sec || rest.tv_nsec > pause)) {
        struct timespec shortest = {0, pause};
        nanosleep(&shortest, NULL);
    }
    const int unasked = nobody_waits();
    for (nfds_t i = 0; i < count; i++)
        watched[i].events = unasked && displays[i] ? 0 : POLLIN;
    if (has_news())
        grown = 0;
    if (unasked)
        rest.tv_nsec = LONGEST_NS;
    else if (brisk)
        brisk--;
    else if (!rest.tv_sec && rest.tv_nsec < grown)
        rest.tv_nsec = grown;
    if (!ppoll(watched, count, &rest, NULL)) {
        if (grown < LONGEST_NS && !rest.tv_sec)
            grown = GROWTH(grown > rest.tv_nsec ? grown : rest.tv_nsec);
    } else {
        for (nfds_t i = 0; i < count; i++) {
            if (!watched[i].revents)
                continue;
            brisk = BRISK;
            if (displays[i])
                grown = 0;
        }
    }
    last = now_ns();
    return 0;
}
