"""Phase 2: whom or what an agent heads for, and who is paired with whom."""

from november.world import Agent, Cell, Mode, World, distance, quantity

Partners = list[tuple[int, float]]
"""Identifiers and scores, best first."""


def decide(world: World, tick: int, mode: Mode, search: str, matching: str) -> None:
    """Search for every agent in turn, then match."""
    sweep_claims(world)
    lists: dict[int, Partners] = {}
    for agent in world.agents:
        lists[agent.id] = []
        if agent.partner is not None:
            agent.target = world.agents[agent.partner].position
            agent.target_agent = agent.partner
            continue
        if agent.forage_target is not None:
            if world.resources[agent.forage_target].amount > 0:
                agent.target, agent.target_agent = agent.forage_target, None
                continue
            world.claims.pop(agent.forage_target, None)
            agent.forage_target = None
        if search == "random_walk":
            walk(world, agent)
        else:
            lists[agent.id] = search_discounted(world, agent, tick, mode)
    match = {
        "three_pass_matching": three_pass,
        "greedy_surplus": greedy,
        "random_matching": at_random,
    }[matching]
    for i, j in match(world, lists):
        pair(world.agents[i], world.agents[j])


def sweep_claims(world: World) -> None:
    """Drop the claims of agents that arrived or changed their mind."""
    for cell, owner in list(world.claims.items()):
        agent = world.agents[owner]
        if agent.forage_target == cell:
            continue
        if agent.position == cell or agent.target != cell:
            del world.claims[cell]


def head_for(world: World, agent: Agent, cell: Cell) -> None:
    """Make a cell the target; where something grows, or grew, that is a commitment."""
    agent.target, agent.target_agent = cell, None
    if cell in world.resources:
        agent.forage_target = cell


def walk(world: World, agent: Agent) -> None:
    """Head for a random cell in sight, drawn twice; the second draw counts."""
    r = world.params["vision_radius"]
    x, y = agent.position
    around = [(x + dx, y + dy) for dx in range(-r, r + 1) for dy in range(-r, r + 1)]
    seen = [
        cell
        for cell in around
        if 0 <= cell[0] < world.size
        and 0 <= cell[1] < world.size
        and 0 < distance(agent.position, cell) <= r
    ]
    if not seen:
        return
    for _ in range(2):
        drawn = list(seen)
        world.stream.shuffle(drawn)
    head_for(world, agent, drawn[0])


def search_discounted(world: World, agent: Agent, tick: int, mode: Mode) -> Partners:
    """Head for what is best, and return the partners it would take."""
    trade = partners(world, agent, tick) if mode != "forage" else []
    forage = cells(world, agent) if mode != "trade" else []
    best_trade = trade[0][1] if trade else 0.0
    best_forage = forage[0][1] if forage else 0.0
    if trade and best_trade > best_forage:
        agent.target_agent = trade[0][0]
        agent.target = world.agents[trade[0][0]].position
    elif forage:
        cell = forage[0][0]
        head_for(world, agent, cell)
        if world.params["enable_resource_claiming"]:
            world.claims[cell] = agent.id
    elif mode != "trade":
        head_for(world, agent, agent.home)
    return trade


def partners(world: World, agent: Agent, tick: int) -> Partners:
    """Return the agents in sight whose quotes overlap with its own, best first."""
    found = []
    for other in world.agents:
        d = distance(agent.position, other.position)
        if other is agent or d > world.params["vision_radius"]:
            continue
        if tick < agent.cooldowns.get(other.id, 0):
            continue
        surplus = 0.0
        if agent.B >= 1:
            surplus = max(surplus, agent.bid - other.ask)
        if agent.A >= 1:
            surplus = max(surplus, other.bid - agent.ask)
        if surplus > 0:
            found.append((other.id, surplus * world.params["beta"] ** d))
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def cells(world: World, agent: Agent) -> list[tuple[Cell, float]]:
    """Return the cells in sight whose harvest makes it better off, best first."""
    found = []
    for cell, resource in world.resources.items():
        d = distance(agent.position, cell)
        if resource.amount <= 0 or d > world.params["vision_radius"]:
            continue
        claimed = world.claims.get(cell, agent.id) != agent.id
        if claimed and world.params["enable_resource_claiming"]:
            continue
        h = min(resource.amount, quantity(world.params["forage_rate"]))
        more = (
            (agent.A + h, agent.B)
            if resource.good == "A"
            else (
                agent.A,
                agent.B + h,
            )
        )
        gain = agent.preference.utility(*more) - agent.utility
        if gain > 0:
            found.append((cell, gain * world.params["beta"] ** d))
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def three_pass(world: World, lists: dict[int, Partners]) -> list[tuple[int, int]]:
    """Pair mutual first choices, then whoever is free by score."""
    taken = {a.id for a in world.agents if a.partner is not None}
    pairs = []
    for i in sorted(lists):
        if not lists[i] or i in taken:
            continue
        j = lists[i][0][0]
        if j > i and j not in taken and lists[j] and lists[j][0][0] == i:
            pairs.append((i, j))
            taken |= {i, j}
    rest = [(-score, i, j) for i in lists for j, score in lists[i]]
    for _, i, j in sorted(rest):
        if i not in taken and j not in taken:
            pairs.append((i, j))
            taken |= {i, j}
    return pairs


def greedy(world: World, lists: dict[int, Partners]) -> list[tuple[int, int]]:
    """Pair the largest discounted overlaps among those who want to trade."""
    seekers = [world.agents[i] for i in sorted(lists) if lists[i]]
    ranked = []
    for a in seekers:
        for b in seekers:
            overlap = full_overlap(a, b)
            if a.id < b.id and overlap > 0:
                d = distance(a.position, b.position)
                ranked.append((-(overlap * world.params["beta"] ** d), a.id, b.id))
    taken: set[int] = set()
    pairs = []
    for _, i, j in sorted(ranked):
        if i not in taken and j not in taken:
            pairs.append((i, j))
            taken |= {i, j}
    return pairs


def full_overlap(a: Agent, b: Agent) -> float:
    """Return the largest overlap of quotes that both sides have a unit for."""
    found = [0.0]
    if b.A >= 1 and a.B >= 1:
        found.append(a.bid - b.ask)
    if a.A >= 1 and b.B >= 1:
        found.append(b.bid - a.ask)
    return max(found)


def at_random(world: World, lists: dict[int, Partners]) -> list[tuple[int, int]]:
    """Pair those who want to trade in random order."""
    seekers = [i for i in sorted(lists) if lists[i]]
    if len(seekers) > 1:
        world.stream.shuffle(seekers)
    return list(zip(seekers[::2], seekers[1::2], strict=False))


def pair(a: Agent, b: Agent) -> None:
    """Make two agents partners."""
    for agent, other in ((a, b), (b, a)):
        agent.partner = agent.target_agent = other.id
        agent.target = other.position
        agent.cooldowns.pop(other.id, None)
