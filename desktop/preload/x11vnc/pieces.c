/* Sends a picture in one piece.
 *
 * libvncserver writes each rectangle of an update by itself, some hundred bytes each: as
 * many system calls, and whoever reads wakes up for each of them. Loaded with LD_PRELOAD,
 * this collects what is written while an update is sent, and writes it together.
 */
#include "common.h"

#include <rfb/rfb.h>
#include <rfb/rfbregion.h>
#include <string.h>

#define MOST (256 * 1024) /* bytes that wait */

static char collected[MOST];
static int length;
static rfbClientPtr sending; /* the client whose update is being collected */

static int write_through(rfbClientPtr client, const char *data, int size)
{
    NEXT(rfbWriteExact);
    return next(client, data, size);
}

static int flush(rfbClientPtr client)
{
    const int size = length;
    length = 0;
    return size ? write_through(client, collected, size) : 1;
}

int rfbWriteExact(rfbClientPtr client, const char *data, int size)
{
    if (client != sending)
        return write_through(client, data, size);
    if (length + size > MOST) {
        const int result = flush(client);
        if (result <= 0)
            return result;
    }
    if (size > MOST)
        return write_through(client, data, size);
    memcpy(collected + length, data, size);
    length += size;
    return 1;
}

rfbBool rfbSendFramebufferUpdate(rfbClientPtr client, sraRegionPtr region)
{
    NEXT(rfbSendFramebufferUpdate);
    length = 0;
    sending = client;
    rfbBool sent = next(client, region);
    sending = NULL;
    if (sent && flush(client) <= 0) {
        rfbLogPerror("rfbSendFramebufferUpdate: write");
        rfbCloseClient(client);
        return FALSE;
    }
    return sent;
}
