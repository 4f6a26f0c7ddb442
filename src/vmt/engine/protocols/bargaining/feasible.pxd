from vmt.engine.protocols.bargaining.exchange cimport Exchange, Offer
from vmt.engine.protocols.bargaining.ranking cimport Ranking
from vmt.engine.protocols.contract cimport BargainingView, Block

cdef double INFINITE, NEVER

cdef class Direction:
    cdef readonly Exchange exchange
    cdef readonly Ranking ranking
    cdef readonly double epsilon, first, second, third, giver_gain, receiver_gain
    cdef readonly long long k, y
    cdef readonly bint found
    cdef bint is_smooth
    cdef long long k_now, from_k, to_k

    cpdef bint beats(self, Direction other) noexcept
    cpdef Block block(self, int proposer)
    cdef void _climb(self) except *
    cdef void _probe(self, long long k) except *
    cdef bint _explore(self, long long k) except -1
    cdef bint _halve(self, Offer start, Offer end) except -1
    cdef bint _ascend(self, Offer start, Offer end) except -1
    cdef double _bound(self, Offer start, Offer end) except? -2
    cdef bint _cannot_add(self, Offer start, Offer end, double bound) except -1
    cdef void _consider(self, Offer offer) except *
    cdef bint _precedes(self, long long y) noexcept
