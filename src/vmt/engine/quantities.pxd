cdef long long MOST

cpdef long long added(long long held, long long more, str good, Py_ssize_t agent) except -1
cpdef long long payment(double price, long long dA) except -1
