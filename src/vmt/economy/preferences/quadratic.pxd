from vmt.economy.preferences.preference cimport Preference, bounds_by_sign

cdef class Quadratic(Preference):
    cdef readonly double A_star, B_star, variance_A, variance_B, gamma
    cpdef double utility(self, double A, double B)
    cpdef bint has_one_peak_in_B(self, double least) except -1
    cpdef bint wants_more_B(self, double A, double B) except -1
    cpdef bint is_convex_above(self, double A, double B, double most_A, double most_B) except -1
    cpdef tuple marginal_utilities(self, double A, double B)
    cpdef object mrs(self, double A, double B, double epsilon)
    cpdef tuple bounds(self, double A, double B, double epsilon)
