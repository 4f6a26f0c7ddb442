from vmt.economy.preferences.preference cimport Preference
from vmt.engine.claims cimport Claims
from vmt.engine.grudges cimport Grudges
from vmt.engine.quotes cimport overlap, quote
from vmt.engine.random_stream cimport RandomStream

cdef int NOBODY, NONE

cdef class World:
    cdef readonly object configuration, rules, state
    cdef readonly RandomStream random
    cdef readonly tuple preferences, utility_names
    cdef readonly Grudges grudges
    cdef readonly Claims claims
    cdef public object mode, interlude
    cdef public long long tick
    cdef readonly Py_ssize_t n_agents, n_places
    cdef readonly long long grid_size, vision_radius, interaction_radius, move_budget
    cdef readonly long long trade_step, least_payment, cooldown
    cdef bint _pairing_ends_foraging
    cdef readonly double scale, spread, epsilon, overlap_tolerance
    cdef readonly int[::1] x, y, home_x, home_y, preference
    cdef readonly long long[::1] A, B
    cdef readonly double[::1] utility, ask, bid, p_min, p_max
    cdef readonly int[::1] partner, target_agent, target_x, target_y, forage_place
    cdef readonly int[::1] place_x, place_y, place_claimant
    cdef readonly signed char[::1] place_good
    cdef readonly long long[::1] place_amount, place_capacity, place_last_harvested
    cdef readonly int[::1] version
    cdef readonly long long[::1] waiting_since
    cdef readonly signed char[::1] stale

    cpdef Preference preference_of(self, Py_ssize_t agent)
    cpdef void refresh(self, Py_ssize_t agent) except *
    cpdef void set_holdings(self, Py_ssize_t agent, long long A, long long B) except *
    cpdef long long distance(self, Py_ssize_t i, Py_ssize_t j) noexcept
    cpdef double pair_overlap(self, Py_ssize_t i, Py_ssize_t j) noexcept
    cpdef void pair(self, Py_ssize_t i, Py_ssize_t j, str reason, events) except *
    cdef void _turn_to(self, Py_ssize_t agent, Py_ssize_t other) noexcept
    cpdef void unpair(self, Py_ssize_t i, str reason, events) except *
    cpdef void cool_down(self, Py_ssize_t i, Py_ssize_t j) except *
    cpdef void remember_failure(self, Py_ssize_t i, Py_ssize_t j) except *
    cpdef void set_target(self, Py_ssize_t agent, int x, int y, int other) noexcept
