from vmt.economy.preferences.preference cimport Preference

cpdef tuple quote(Preference preference, double A, double B, double spread, double epsilon)
cpdef double overlap(double bid, double ask, double tolerance) noexcept
cpdef double comparable(double score, double factor) noexcept
cdef double _finite(double price) noexcept
