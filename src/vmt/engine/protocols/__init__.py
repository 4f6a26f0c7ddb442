"""How agents search, are matched and bargain: interchangeable rules, one a module."""
