cpdef double evenly_spaced(double ask, double bid, long long s) noexcept
cpdef long long first_fraction(double ask, long long blocks, long long most) except -1
cpdef long long last_fraction(double bid, long long blocks, long long most) except -1
