from vmt.engine.protocols.contract cimport Match
from vmt.engine.protocols.views cimport MatchingView
from vmt.engine.quotes cimport comparable
