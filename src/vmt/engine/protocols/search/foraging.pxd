from vmt.engine.quotes cimport comparable
from vmt.engine.protocols.views cimport SearchView

cdef int NOBODY, NONE, RESOURCE_A

cdef class BestResource:
    cdef readonly double score
    cdef readonly int place

    cpdef void find(self, SearchView view, long long reach) except *

cpdef double harvest_gain(SearchView view, long long more_A, long long more_B) except? -1
