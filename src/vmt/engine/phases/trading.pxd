from vmt.engine.protocols.contract cimport Block, Refusal
from vmt.engine.protocols.negotiation cimport Negotiation
from vmt.engine.quantities cimport added
from vmt.engine.world cimport World

cdef int NOBODY

cpdef void trade(World world, Negotiation negotiation, events) except *
cdef void _bargain(World world, Negotiation negotiation, int i, int j, long long rounds, events) except *
cdef void _record_attempts(World world, Negotiation negotiation, int i, int j, object outcome, list attempts) except *
cdef void _execute(World world, Block block, str protocol, events) except *
