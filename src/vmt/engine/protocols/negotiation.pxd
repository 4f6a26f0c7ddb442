from vmt.engine.protocols.contract cimport BargainingView, Party
from vmt.engine.world cimport World

cdef class Negotiation:
    cdef readonly World world
    cdef readonly object bargaining
    cdef object _largest_block
    cdef long long _scale

    cpdef object negotiate(self, Py_ssize_t i, Py_ssize_t j)
    cpdef bint could_agree(self, Py_ssize_t i, Py_ssize_t j) except -1
    cpdef double block_gain(self, Py_ssize_t i, Py_ssize_t j) except? -1
    cpdef BargainingView view(self, Py_ssize_t i, Py_ssize_t j)
    cdef Party _party(self, Py_ssize_t agent)
