from vmt.economy.elementary cimport log
from vmt.economy.preferences.preference cimport Preference

cdef class StoneGeary(Preference):
    cdef readonly double alpha_A, alpha_B, gamma_A, gamma_B
    cdef readonly bint shortfall_counts
    cpdef double utility(self, double A, double B)
    cpdef bint has_one_peak_in_B(self, double least) except -1
    cpdef bint wants_more_B(self, double A, double B) except -1
    cpdef bint is_convex_above(self, double A, double B, double most_A, double most_B) except -1
    cpdef tuple marginal_utilities(self, double A, double B)
    cpdef object mrs(self, double A, double B, double epsilon)
    cpdef tuple bounds(self, double A, double B, double epsilon)
    cdef double _marginal(self, double alpha, double above)
