cdef class Pairings:
    cdef readonly long long tick
    cdef readonly int count
    cdef readonly int[::1] agent_i, agent_j
    cdef readonly signed char[::1] made, reason
    cdef readonly double[::1] surplus
    cdef readonly list reasons
    cdef int _room

    cpdef void add_pair(self, int i, int j, str reason, double surplus) except *
    cpdef void add_parting(self, int i, int j, str reason) except *
    cdef void _add(self, int i, int j, bint made, str reason, double surplus) except *
    cdef void _lengthen(self, int room) except *
