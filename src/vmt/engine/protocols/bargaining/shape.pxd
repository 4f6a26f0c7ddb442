from vmt.economy.elementary cimport log
from vmt.economy.preferences.ces cimport CES
from vmt.economy.preferences.cobb_douglas cimport CobbDouglas
from vmt.economy.preferences.linear cimport Linear
from vmt.economy.preferences.preference cimport Preference
from vmt.economy.preferences.quadratic cimport Quadratic
from vmt.economy.preferences.stone_geary cimport StoneGeary
from vmt.economy.preferences.translog cimport Translog

cdef double TINY

cpdef bint wants_B(Preference preference, double A, double B) except -1
cpdef bint rises(Preference preference, double scale) except -1
cpdef bint is_concave(Preference preference, double least_A, double least_B) except -1
cpdef bint is_concave_in_B(
    Preference preference, double A, double least_B, double most_B, double scale) except -1
cdef bint _bends_down(Translog preference, double A, double B) except -1
