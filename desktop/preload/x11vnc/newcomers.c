/* Shows a new viewer at once what moves.
 *
 * For half a second after somebody has connected x11vnc shakes hands and little else: it
 * does not sleep, so that it takes all of a processor, and puts off what it does now and
 * then. For the first viewer that is to have the X server tell what is drawn, and until
 * then nothing that moves is seen. Whoever else connects in that time makes it longer.
 * There is no need to hurry, for its sleeps end when a viewer says something (wake.c).
 * Loaded with LD_PRELOAD, this has x11vnc believe that who is new came a second ago.
 */
#include "common.h"

#include <rfb/rfb.h>
#include <sys/time.h>

static int is_greeting;

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    NEXT(gettimeofday);
    const int result = next(now, zone);
    if (is_greeting)
        now->tv_sec--;
    return result;
}

rfbClientPtr rfbNewClient(rfbScreenInfoPtr screen, rfbSocket socket)
{
    NEXT(rfbNewClient);
    is_greeting = 1;
    rfbClientPtr client = next(screen, socket);
    is_greeting = 0;
    return client;
}
