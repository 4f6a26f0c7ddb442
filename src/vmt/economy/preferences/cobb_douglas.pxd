from vmt.economy.elementary cimport power
from vmt.economy.preferences.preference cimport Preference

cdef double FAR_ABOVE, TINY

cdef class CobbDouglas(Preference):
    cdef readonly double wA, wB, share_A, share_B, zero_shift
    cpdef double utility(self, double A, double B)
    cpdef bint has_one_peak_in_B(self, double least) except -1
    cpdef bint wants_more_B(self, double A, double B) except -1
    cpdef bint is_convex_above(self, double A, double B, double most_A, double most_B) except -1
    cpdef tuple marginal_utilities(self, double A, double B)
    cpdef object mrs(self, double A, double B, double epsilon)
