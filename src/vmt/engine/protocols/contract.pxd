from vmt.economy.preferences.preference cimport Preference
from vmt.engine.random_stream cimport RandomStream

cdef class Intent:
    cdef readonly int activity, partner, x, y

cdef class Party:
    cdef readonly int agent
    cdef readonly long long A, B
    cdef readonly double ask, bid
    cdef readonly Preference preference

cdef class BargainingView:
    cdef readonly Party i, j
    cdef readonly double epsilon
    cdef readonly long long step
    cdef readonly object largest_block, rules
    cdef readonly long long scale
    cdef readonly RandomStream random

cdef class Match:
    cdef readonly int i, j
    cdef readonly str reason

cdef class Block:
    cdef readonly int giver, receiver, proposer
    cdef readonly long long dA, dB
    cdef readonly double quoted_price, giver_gain, receiver_gain
    cpdef tuple _terms(self)

cdef class Refusal:
    cdef readonly str reason
