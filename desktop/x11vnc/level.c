/* Compresses at zlib's fastest level.
 *
 * libvncserver compresses indices at level 3 when noVNC asks for its usual compression.
 * Loaded with LD_PRELOAD, this makes it level 1: half of the work, and hardly more bytes.
 */
#include "common.h"

#include <zlib.h>

int deflateInit2_(z_streamp stream, int level, int method, int window, int memory, int strategy,
                  const char *version, int size)
{
    NEXT(deflateInit2_);
    return next(stream, smaller(level, Z_BEST_SPEED), method, window, memory, strategy, version,
                size);
}

int deflateParams(z_streamp stream, int level, int strategy)
{
    NEXT(deflateParams);
    return next(stream, smaller(level, Z_BEST_SPEED), strategy);
}
