from vmt.economy.elementary cimport exp, log
from vmt.economy.preferences.preference cimport Preference, bounds_by_sign

cdef double FAR_ABOVE, TINY

cdef class Translog(Preference):
    cdef readonly double alpha_0, alpha_A, alpha_B, beta_AA, beta_AB, beta_BB
    cdef readonly bint bounds_follow_signs
    cpdef double utility(self, double A, double B)
    cpdef bint has_one_peak_in_B(self, double least) except -1
    cpdef bint wants_more_B(self, double A, double B) except -1
    cpdef bint is_convex_above(self, double A, double B, double most_A, double most_B) except -1
    cpdef tuple marginal_utilities(self, double A, double B)
    cpdef object mrs(self, double A, double B, double epsilon)
    cpdef tuple bounds(self, double A, double B, double epsilon)
    cdef tuple _log_slopes(self, double A, double B, double epsilon)
