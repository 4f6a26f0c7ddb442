from vmt.economy.preferences.preference cimport Preference
from vmt.engine.phases.perception cimport Perception
from vmt.engine.protocols.candidates cimport Candidates
from vmt.engine.protocols.negotiation cimport Negotiation
from vmt.engine.random_stream cimport RandomStream
from vmt.engine.world cimport World

cdef int NOBODY, NONE

cdef class SearchView:
    cdef World _world
    cdef readonly Perception sight
    cdef readonly Candidates candidates
    cdef readonly RandomStream random
    cdef readonly Preference preference
    cdef readonly object parameters, rules, mode
    cdef readonly bint claiming, skips_taken, trades_now, forages_now
    cdef readonly bint can_buy, can_sell, has_grudges
    cdef readonly double overlap_tolerance, score_factor, scale, utility
    cdef readonly long long tick, A, B, forage_rate, grid_size, vision_radius
    cdef readonly int agent, x, y, home_x, home_y
    cdef readonly const double[::1] discount, ask, bid
    cdef readonly const int[::1] partner, forage_place
    cdef readonly const int[::1] place_x, place_y, place_claimant
    cdef readonly const signed char[::1] place_good
    cdef readonly const long long[::1] place_amount

    cpdef void begin(self) except *
    cpdef void enter(self, int agent) except *
    cpdef void leave(self) noexcept
    cpdef void see_agents(self, long long reach) noexcept
    cpdef void see_resources(self, long long reach) noexcept
    cpdef bint keeps_apart(self, int other) noexcept

cdef class MatchingView:
    cdef World _world
    cdef Negotiation _negotiation
    cdef readonly Py_ssize_t n_agents
    cdef readonly Candidates candidates
    cdef readonly RandomStream random
    cdef readonly double score_factor
    cdef readonly const double[::1] discount
    cdef readonly signed char[::1] eligible
    cdef bint _traders_only, _keeps_apart, _both_must_afford, _feasible_only
    cdef bint _by_block_gain

    cpdef bint is_paired(self, Py_ssize_t agent) noexcept
    cpdef bint seeks(self, Py_ssize_t agent) noexcept
    cpdef long long distance(self, Py_ssize_t i, Py_ssize_t j) except -1
    cdef void _check(self, Py_ssize_t i, Py_ssize_t j) except *
    cpdef double surplus(self, Py_ssize_t i, Py_ssize_t j) except? -1
    cpdef bint may_pair(self, Py_ssize_t i, Py_ssize_t j) except -1
