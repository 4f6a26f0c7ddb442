/* Compresses with ISA-L: a stream that zlib can read, made in a quarter of its time.
 *
 * libvncserver compresses with zlib, at level 3 when noVNC asks for its usual compression:
 * a third of its work for a picture of few colours. Loaded with LD_PRELOAD, this is what it
 * calls instead. A stream of another kind than zlib's own (RFC 1950) is left to zlib.
 */
#include "common.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <zlib.h>

#define OURS 0x4953414cUL /* in a field of z_stream that zlib does not use */

struct compressor {
    struct isal_zstream stream;
    uint8_t room[ISAL_DEF_LVL1_MEDIUM];
};

static struct compressor *ours(z_streamp stream)
{
    return stream && stream->reserved == OURS ? (struct compressor *)stream->state : NULL;
}

static int begin(z_streamp stream)
{
    struct compressor *compressor = malloc(sizeof *compressor);
    if (!compressor)
        return Z_MEM_ERROR;
    isal_deflate_init(&compressor->stream);
    compressor->stream.level = 1;
    compressor->stream.level_buf = compressor->room;
    compressor->stream.level_buf_size = sizeof compressor->room;
    compressor->stream.gzip_flag = IGZIP_ZLIB;
    stream->state = (struct internal_state *)compressor;
    stream->reserved = OURS;
    stream->total_in = stream->total_out = 0;
    stream->msg = Z_NULL;
    return Z_OK;
}

int deflateInit2_(z_streamp stream, int level, int method, int window, int memory, int strategy,
                  const char *version, int size)
{
    NEXT(deflateInit2_);
    if (stream && level && method == Z_DEFLATED && window == MAX_WBITS)
        return begin(stream);
    if (stream)
        stream->reserved = 0;
    return next(stream, level, method, window, memory, strategy, version, size);
}

int deflateInit_(z_streamp stream, int level, const char *version, int size)
{
    return deflateInit2_(stream, level, Z_DEFLATED, MAX_WBITS, 8, Z_DEFAULT_STRATEGY, version,
                         size);
}

/* There is one level and one strategy. */
int deflateParams(z_streamp stream, int level, int strategy)
{
    NEXT(deflateParams);
    return ours(stream) ? Z_OK : next(stream, level, strategy);
}

int deflate(z_streamp stream, int flush)
{
    NEXT(deflate);
    struct compressor *compressor = ours(stream);
    if (!compressor)
        return next(stream, flush);
    struct isal_zstream *to = &compressor->stream;
    uInt in = stream->avail_in, out = stream->avail_out;
    to->next_in = (uint8_t *)stream->next_in;
    to->avail_in = in;
    to->next_out = stream->next_out;
    to->avail_out = out;
    to->end_of_stream = flush == Z_FINISH;
    to->flush = SYNC_FLUSH;
    if (flush == Z_FULL_FLUSH)
        to->flush = FULL_FLUSH;
    else if (flush == Z_NO_FLUSH || flush == Z_FINISH)
        to->flush = NO_FLUSH;
    if (isal_deflate(to) != COMP_OK)
        return Z_STREAM_ERROR;
    stream->next_in = to->next_in;
    stream->avail_in = to->avail_in;
    stream->next_out = to->next_out;
    stream->avail_out = to->avail_out;
    stream->total_in += in - to->avail_in;
    stream->total_out += out - to->avail_out;
    if (flush == Z_FINISH && to->internal_state.state == ZSTATE_END)
        return Z_STREAM_END;
    return in == to->avail_in && out == to->avail_out ? Z_BUF_ERROR : Z_OK;
}

int deflateReset(z_streamp stream)
{
    NEXT(deflateReset);
    struct compressor *compressor = ours(stream);
    if (!compressor)
        return next(stream);
    isal_deflate_reset(&compressor->stream);
    stream->total_in = stream->total_out = 0;
    return Z_OK;
}

int deflateEnd(z_streamp stream)
{
    NEXT(deflateEnd);
    struct compressor *compressor = ours(stream);
    if (!compressor)
        return next(stream);
    free(compressor);
    stream->state = Z_NULL;
    stream->reserved = 0;
    return Z_OK;
}
