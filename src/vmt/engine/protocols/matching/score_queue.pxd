from vmt.engine.protocols.candidates cimport Candidates

cdef int NONE

cdef class ScoreQueue:
    cdef Candidates _candidates
    cdef int[::1] _agents
    cdef readonly int[::1] entry
    cdef readonly Py_ssize_t length

    cdef void put(self, int agent, int entry) noexcept
    cdef int first(self) noexcept
    cdef void drop(self) noexcept
    cdef bint _comes_before(self, int agent, int other) noexcept
