from vmt.engine.quotes cimport comparable, overlap
from vmt.engine.protocols.views cimport SearchView

cdef int NOBODY, NONE

cpdef bint may_consider(SearchView view, int other) noexcept
cpdef double surplus_with(SearchView view, int other) noexcept
cpdef double surplus_between(
    SearchView view, int agent, bint can_buy, bint can_sell, int other
) noexcept
cpdef void name_partners(SearchView view, long long reach) except *
cpdef void name_everybody(SearchView view, long long reach) except *
