"""supervisord and the processes: what must be in place before, during and after."""
