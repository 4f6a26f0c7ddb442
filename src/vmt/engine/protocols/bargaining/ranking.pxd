from vmt.engine.protocols.contract cimport Party

cdef class Ranking:
    cpdef void face(self, Party giver) except *
    cpdef double first(self, double giver_gain, double receiver_gain)
    cpdef double bound(
        self, double giver_least, double giver_most,
        double receiver_least, double receiver_most)
    cpdef double second(self, double giver_gain, double receiver_gain)
    cpdef double third(self, double giver_gain, double receiver_gain)

cdef class EqualGains(Ranking):
    cpdef double first(self, double giver_gain, double receiver_gain)
    cpdef double bound(
        self, double giver_least, double giver_most,
        double receiver_least, double receiver_most)
    cpdef double second(self, double giver_gain, double receiver_gain)
    cpdef double third(self, double giver_gain, double receiver_gain)

cdef class ProductOfGains(Ranking):
    cpdef double first(self, double giver_gain, double receiver_gain)
    cpdef double bound(
        self, double giver_least, double giver_most,
        double receiver_least, double receiver_most)
    cpdef double second(self, double giver_gain, double receiver_gain)

cdef class ProposersGain(Ranking):
    cdef int proposer
    cdef double power
    cdef bint gives

    cpdef void face(self, Party giver) except *
    cpdef double first(self, double giver_gain, double receiver_gain)
    cpdef double bound(
        self, double giver_least, double giver_most,
        double receiver_least, double receiver_most)
    cpdef double second(self, double giver_gain, double receiver_gain)

cdef class ProposersShare(Ranking):
    cdef int proposer
    cdef bint gives

    cpdef void face(self, Party giver) except *
    cpdef double first(self, double giver_gain, double receiver_gain)
    cpdef double bound(
        self, double giver_least, double giver_most,
        double receiver_least, double receiver_most)
    cpdef double second(self, double giver_gain, double receiver_gain)
    cpdef double third(self, double giver_gain, double receiver_gain)
