-- Recorded runs of VMT, schema version 2 (PRAGMA user_version).
--
-- Quantities of goods are integers in minor units: one unit of a good is
-- 10^quantity_decimals of them (see simulation_runs). The views whose names end
-- in _in_units show the same rows in natural units.
-- Ticks count from 0. A row with tick -1 tells the state before tick 0, a row
-- with tick t the state after tick t. Prices are units of B for one unit of A.
-- Rows are stored in the order of their primary keys, so that all rows of a tick
-- lie together and no further index has to be kept up while a run is recorded; tick_states
-- tells where the trades of a tick begin.
--
-- What there is of every agent and every place in every tick is stored in blocks of
-- ticks, the tables whose names end in _blocks: a BLOB for each column, in which only
-- changes take room; src/vmt/telemetry/codec.py says how. The views agent_snapshots,
-- decisions, harvests, pairings and resource_snapshots show them as rows, by the function
-- vmt_value, which VMT's readers have and other programs have not.

-- The runs of the file, each with all that is needed to repeat it.
CREATE TABLE simulation_runs (
    run_id INTEGER PRIMARY KEY,  -- number of the run in this file, from 1
    scenario_name TEXT NOT NULL,  -- name that the scenario gives itself
    start_time TEXT NOT NULL,  -- UTC, ISO 8601
    end_time TEXT,  -- UTC, ISO 8601; null until the run has ended
    total_ticks INTEGER NOT NULL DEFAULT 0,  -- ticks that are recorded in full
    num_agents INTEGER NOT NULL,  -- agents have the ids 0 to num_agents - 1
    grid_width INTEGER NOT NULL,  -- cells
    grid_height INTEGER NOT NULL,  -- cells
    config_json TEXT NOT NULL,  -- the resolved configuration that the engine ran; overrides: what is not as the scenario says
    seed INTEGER NOT NULL,  -- of the random stream
    rule_set TEXT NOT NULL,  -- name of the rules of the tick
    planned_ticks INTEGER,  -- ticks that were asked for; null: open-ended
    status TEXT NOT NULL DEFAULT 'running'  -- running (also: was killed), finished, interrupted or failed
        CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
    message TEXT,  -- why the run failed or was interrupted
    final_digest TEXT,  -- digest after the last tick, hexadecimal
    quantity_decimals INTEGER NOT NULL,  -- decimals of a quantity of a good
    quantity_scale INTEGER NOT NULL,  -- minor units in one unit, 10^quantity_decimals
    search_protocol TEXT NOT NULL,  -- name of the search protocol
    search_params TEXT NOT NULL,  -- its parameters, JSON
    matching_protocol TEXT NOT NULL,  -- name of the matching protocol
    matching_params TEXT NOT NULL,  -- its parameters, JSON
    bargaining_protocol TEXT NOT NULL,  -- name of the bargaining protocol
    bargaining_params TEXT NOT NULL,  -- its parameters, JSON
    scenario_yaml TEXT,  -- the whole scenario file; null: the run had none
    scenario_sha256 TEXT,  -- of that file, hexadecimal
    scenario_path TEXT,  -- where it lay
    vmt_version TEXT NOT NULL,  -- version of VMT that wrote this
    engine_version TEXT NOT NULL,  -- version of what the engine computes, and "compiled" or "uncompiled"
    git_revision TEXT,  -- commit of the source, "-dirty" with changes; null: not known
    image_digest TEXT,  -- of the system image the run was made in; null: not known
    python_version TEXT NOT NULL,  -- of the interpreter
    numpy_version TEXT NOT NULL,  -- of the arrays
    platform TEXT NOT NULL,  -- operating system and machine
    log_level TEXT NOT NULL,  -- minimal, standard or debug: how much is recorded
    agent_snapshot_frequency INTEGER NOT NULL,  -- agents are recorded every so many ticks; 0: never
    resource_snapshot_frequency INTEGER NOT NULL  -- resources are recorded every so many ticks; 0: never
);

-- What an agent is, and stays: one row an agent.
CREATE TABLE agents (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    agent_id INTEGER NOT NULL,
    utility_type TEXT NOT NULL,  -- UCES, ULinear, UQuadratic, UTranslog or UStoneGeary
    utility_params TEXT NOT NULL,  -- parameters of the utility function, JSON
    mix_index INTEGER NOT NULL,  -- which entry of the scenario's mix it drew
    home_x INTEGER NOT NULL,  -- its first cell
    home_y INTEGER NOT NULL,  -- its first cell
    PRIMARY KEY (run_id, agent_id)
) WITHOUT ROWID;

-- The cells that carry a resource, and will: the places.
CREATE TABLE places (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    place_id INTEGER NOT NULL,  -- from 0, x before y
    x INTEGER NOT NULL,  -- cell, from the left
    y INTEGER NOT NULL,  -- cell, from the top
    resource_type TEXT NOT NULL,  -- A or B
    PRIMARY KEY (run_id, place_id)
) WITHOUT ROWID;

-- Every agent at tick -1 and after every agent_snapshot_frequency-th tick, in blocks:
-- the columns of agent_snapshots.
CREATE TABLE agent_blocks (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    first_tick INTEGER NOT NULL,  -- of the block
    last_tick INTEGER NOT NULL,  -- of the block
    n_ticks INTEGER NOT NULL,  -- that are in the block, equally far apart
    x BLOB NOT NULL,  -- int32
    y BLOB NOT NULL,  -- int32
    inventory_A BLOB NOT NULL,  -- int64
    inventory_B BLOB NOT NULL,  -- int64
    utility BLOB NOT NULL,  -- float64
    p_min BLOB NOT NULL,  -- float64
    p_max BLOB NOT NULL,  -- float64, from p_min
    ask_A_in_B BLOB NOT NULL,  -- float64, from p_min
    bid_A_in_B BLOB NOT NULL,  -- float64, from p_max
    target_agent_id BLOB NOT NULL,  -- int32, -1: none
    target_x BLOB NOT NULL,  -- int32, -1: none
    target_y BLOB NOT NULL,  -- int32, -1: none
    PRIMARY KEY (run_id, first_tick)
) WITHOUT ROWID;

-- What every agent chose to do and took from the ground in each tick, in blocks: the
-- columns of decisions and harvests. Not at log level minimal.
CREATE TABLE action_blocks (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    first_tick INTEGER NOT NULL,  -- of the block
    last_tick INTEGER NOT NULL,  -- of the block
    n_ticks INTEGER NOT NULL,  -- that are in the block, equally far apart
    activity BLOB NOT NULL,  -- int8: trade_paired, trade_unpaired, forage, walk, home, idle
    chosen_partner_id BLOB NOT NULL,  -- int32, -1: none
    surplus_with_partner BLOB NOT NULL,  -- float64, NaN: none
    target_x BLOB NOT NULL,  -- int32, -1: none
    target_y BLOB NOT NULL,  -- int32, -1: none
    alternatives BLOB NOT NULL,  -- int32, five an agent: partners considered, best first, -1: none
    is_paired BLOB NOT NULL,  -- int8
    is_foraging_committed BLOB NOT NULL,  -- int8
    claimed_place BLOB NOT NULL,  -- int32, place_id, -1: none
    harvested_place BLOB NOT NULL,  -- int32, place_id, -1: none
    harvested_amount BLOB NOT NULL,  -- int64, minor units
    PRIMARY KEY (run_id, first_tick)
) WITHOUT ROWID;

-- What lies on every place at tick -1, after every resource_snapshot_frequency-th tick
-- and after the last one, in blocks.
CREATE TABLE place_blocks (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    first_tick INTEGER NOT NULL,  -- of the block
    last_tick INTEGER NOT NULL,  -- of the block
    n_ticks INTEGER NOT NULL,  -- that are in the block, equally far apart
    amount BLOB NOT NULL,  -- int64, minor units
    PRIMARY KEY (run_id, first_tick)
) WITHOUT ROWID;

-- Every executed trade: the buyer receives dA and pays dB.
CREATE TABLE trades (
    id INTEGER PRIMARY KEY,  -- from 1, in the order in which they happened
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    x INTEGER NOT NULL,  -- cell of the buyer
    y INTEGER NOT NULL,  -- cell of the buyer
    buyer_id INTEGER NOT NULL,  -- receives A, pays B
    seller_id INTEGER NOT NULL,  -- gives A, receives B
    dA INTEGER NOT NULL,  -- minor units of A
    dB INTEGER NOT NULL,  -- minor units of B
    price REAL AS (1.0 * dB / dA),  -- realised price
    direction TEXT  -- i_buys_A or j_buys_A, i being the lower of the two ids
        AS (CASE WHEN buyer_id < seller_id THEN 'i_buys_A' ELSE 'j_buys_A' END),
    exchange_pair_type TEXT AS ('A<->B'),  -- the one kind of exchange there is
    buyer_surplus REAL,  -- gain of the buyer in utility
    seller_surplus REAL,  -- gain of the seller in utility
    quoted_price REAL,  -- price that the bargaining tried
    protocol TEXT NOT NULL,  -- name of the bargaining protocol
    proposer_id INTEGER  -- whose offer it was; null: nobody in particular proposes
);

-- Partnerships made and dissolved, in blocks: the columns of pairings, a row each.
CREATE TABLE pairing_blocks (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    first_id INTEGER NOT NULL,  -- of the rows of the block; ids count from 1
    first_tick INTEGER NOT NULL,  -- of the block
    last_tick INTEGER NOT NULL,  -- of the block
    n_rows INTEGER NOT NULL,  -- that are in the block
    tick BLOB NOT NULL,  -- int64
    agent_i BLOB NOT NULL,  -- int32
    agent_j BLOB NOT NULL,  -- int32
    made BLOB NOT NULL,  -- int8, 1: they became partners, 0: they parted
    reason_id BLOB NOT NULL,  -- int32
    surplus BLOB NOT NULL,  -- float64, NaN: none
    PRIMARY KEY (run_id, first_id)
) WITHOUT ROWID;

-- Why partnerships were made and dissolved.
CREATE TABLE reasons (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    reason_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run_id, reason_id)
) WITHOUT ROWID;

-- The partners an agent ranked; at log level debug, or with log_preferences in the
-- scenario.
CREATE TABLE preferences (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,  -- 0: the best
    partner_id INTEGER NOT NULL,
    surplus REAL,  -- overlap of the quotes, B per A
    discounted_surplus REAL,  -- the overlap discounted by distance
    distance INTEGER NOT NULL,  -- cells between the two, Manhattan
    pair_type TEXT AS ('A<->B'),  -- the one kind of exchange there is
    PRIMARY KEY (run_id, tick, agent_id, rank)
) WITHOUT ROWID;

-- Every block that two agents tried; only at log level debug. Rules that do not try one
-- after the other have a row for what came of each negotiation. Of one negotiation there
-- are at most 1000 rows, and that of the block agreed on.
CREATE TABLE trade_attempts (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    seq INTEGER NOT NULL,  -- order within the tick, from 0
    buyer_id INTEGER NOT NULL,  -- would receive A, and pay B
    seller_id INTEGER NOT NULL,  -- would give A
    direction TEXT NOT NULL,  -- i_buys_A or j_buys_A, i being the lower of the two ids
    price REAL,  -- that was tried; null: no block was
    buyer_ask REAL NOT NULL,  -- price at which the buyer offers A
    buyer_bid REAL NOT NULL,  -- price at which the buyer would buy A
    seller_ask REAL NOT NULL,  -- price at which the seller offers A
    seller_bid REAL NOT NULL,  -- price at which the seller would buy A
    surplus REAL,  -- bid of the buyer less ask of the seller
    dA_attempted INTEGER NOT NULL,  -- minor units of A
    dB_calculated INTEGER NOT NULL,  -- minor units of B
    buyer_A_init INTEGER NOT NULL,  -- minor units, before
    buyer_B_init INTEGER NOT NULL,  -- minor units, before
    buyer_U_init REAL NOT NULL,  -- utility before
    buyer_A_final INTEGER NOT NULL,  -- minor units, after
    buyer_B_final INTEGER NOT NULL,  -- minor units, after
    buyer_U_final REAL,  -- utility after; null: one of them does not have the goods
    buyer_improves INTEGER NOT NULL,  -- 1: gains more than epsilon
    seller_A_init INTEGER NOT NULL,  -- minor units, before
    seller_B_init INTEGER NOT NULL,  -- minor units, before
    seller_U_init REAL NOT NULL,  -- utility before
    seller_A_final INTEGER NOT NULL,  -- minor units, after
    seller_B_final INTEGER NOT NULL,  -- minor units, after
    seller_U_final REAL,  -- utility after; null: one of them does not have the goods
    seller_improves INTEGER NOT NULL,  -- 1: gains more than epsilon
    buyer_feasible INTEGER NOT NULL,  -- 1: has the B
    seller_feasible INTEGER NOT NULL,  -- 1: has the A
    result TEXT NOT NULL,  -- success or fail
    result_reason TEXT NOT NULL,  -- why
    PRIMARY KEY (run_id, tick, seq)
) WITHOUT ROWID;

-- Ticks whose mode differs from that of the tick before.
CREATE TABLE mode_changes (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    old_mode TEXT NOT NULL,
    new_mode TEXT NOT NULL,
    PRIMARY KEY (run_id, tick)
) WITHOUT ROWID;

-- One row a recorded tick, and one for tick -1.
CREATE TABLE tick_states (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    current_mode TEXT NOT NULL,  -- forage, trade or both
    active_pairs TEXT  -- kinds of exchange that were possible, JSON list
        AS (CASE current_mode WHEN 'forage' THEN '[]' ELSE '["A<->B"]' END),
    digest TEXT NOT NULL,  -- digest of the run up to and with this tick, hexadecimal
    has_agents INTEGER NOT NULL,  -- 1: the tick is in agent_blocks
    has_actions INTEGER NOT NULL,  -- 1: the tick is in action_blocks
    has_places INTEGER NOT NULL,  -- 1: the tick is in place_blocks
    first_trade INTEGER NOT NULL,  -- id of its first trade, or of the next one
    PRIMARY KEY (run_id, tick)
) WITHOUT ROWID;

-- Every agent at tick -1 and after every agent_snapshot_frequency-th tick.
CREATE VIEW agent_snapshots AS
SELECT t.run_id,
       t.tick,
       a.agent_id,
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'x') AS x,  -- integer: cell, from the left
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'y') AS y,  -- integer: cell, from the top
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'inventory_A') AS inventory_A,  -- integer: minor units
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'inventory_B') AS inventory_B,  -- integer: minor units
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'utility') AS utility,  -- real: of the holdings
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'ask_A_in_B') AS ask_A_in_B,  -- real: price at which it offers A
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'bid_A_in_B') AS bid_A_in_B,  -- real: price at which it would buy A
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'p_min') AS p_min,  -- real: lowest price at which selling A pays
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'p_max') AS p_max,  -- real: highest price at which buying A pays
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'target_agent_id')
           AS target_agent_id,  -- integer: agent it is heading for; null: none
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'target_x') AS target_x,  -- integer: cell it is heading for; null: none
       vmt_value('agents', t.run_id, t.tick, a.agent_id, 'target_y') AS target_y,  -- integer: cell it is heading for; null: none
       a.utility_type  -- text: as in the table agents
FROM tick_states AS t JOIN agents AS a USING (run_id)
WHERE t.has_agents;

-- Every cell that holds something, at tick -1, after every
-- resource_snapshot_frequency-th tick and after the last one.
CREATE VIEW resource_snapshots AS
SELECT t.run_id,
       t.tick,
       p.x,  -- integer: cell, from the left
       p.y,  -- integer: cell, from the top
       p.resource_type,  -- text: A or B
       vmt_value('places', t.run_id, t.tick, p.place_id, 'amount') AS amount  -- integer: minor units, above 0
FROM tick_states AS t JOIN places AS p USING (run_id)
WHERE t.has_places AND vmt_value('places', t.run_id, t.tick, p.place_id, 'amount') > 0;

-- What each agent chose to do in a tick, after search and matching.
CREATE VIEW decisions AS
SELECT t.run_id,
       t.tick,
       a.agent_id,
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'chosen_partner_id')
           AS chosen_partner_id,  -- integer: null: none
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'surplus_with_partner')
           AS surplus_with_partner,  -- real: overlap of the quotes, B per A; null: it named no partner
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'target_type') AS target_type,  -- text: trade_paired, trade_unpaired, forage, home, walk or idle
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'target_x') AS target_x,  -- integer: cell it is heading for; null: none
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'target_y') AS target_y,  -- integer: cell it is heading for; null: none
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'num_neighbors')
           AS num_neighbors,  -- integer: agents in sight; null: positions before the tick are not recorded
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'alternatives')
           AS alternatives,  -- text: ids of the partners considered, best first, at most five
       t.current_mode AS mode,  -- text: forage, trade or both
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'claimed_resource_pos')
           AS claimed_resource_pos,  -- text: cell it claims, "x,y"; null: none
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'is_paired') AS is_paired,  -- integer: 1: has a partner
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'is_foraging_committed')
           AS is_foraging_committed  -- integer: 1: keeps to its foraging target
FROM tick_states AS t JOIN agents AS a USING (run_id)
WHERE t.has_actions;

-- Everything that an agent took from a cell.
CREATE VIEW harvests AS
SELECT t.run_id,
       t.tick,
       row_number() OVER (PARTITION BY t.run_id, t.tick ORDER BY a.agent_id) - 1
           AS seq,  -- integer: order within the tick, from 0
       a.agent_id,
       p.x,  -- integer: cell, from the left
       p.y,  -- integer: cell, from the top
       p.resource_type AS good,  -- text: A or B
       vmt_value('actions', t.run_id, t.tick, a.agent_id, 'harvested_amount')
           AS amount  -- integer: minor units
FROM tick_states AS t JOIN agents AS a USING (run_id) JOIN places AS p
    ON p.run_id = t.run_id AND p.place_id
        = vmt_value('actions', t.run_id, t.tick, a.agent_id, 'harvested_place')
WHERE t.has_actions;

-- Partnerships made and dissolved.
CREATE VIEW pairings AS
SELECT b.first_id + e.key AS id,  -- integer: from 1, in the order in which they happened
       b.run_id,
       vmt_value('pairings', b.run_id, b.first_id, e.key, 'tick') AS tick,
       vmt_value('pairings', b.run_id, b.first_id, e.key, 'agent_i')
           AS agent_i,  -- integer: the lower of the two ids
       vmt_value('pairings', b.run_id, b.first_id, e.key, 'agent_j')
           AS agent_j,  -- integer: the higher of the two ids
       vmt_value('pairings', b.run_id, b.first_id, e.key, 'event')
           AS event,  -- text: pair or unpair
       vmt_value('pairings', b.run_id, b.first_id, e.key, 'reason')
           AS reason,  -- text: why
       vmt_value('pairings', b.run_id, b.first_id, e.key, 'surplus')
           AS surplus_i,  -- real: overlap of the quotes when they were paired, B per A
       vmt_value('pairings', b.run_id, b.first_id, e.key, 'surplus')
           AS surplus_j  -- real: the same number: an overlap belongs to both
FROM pairing_blocks AS b
    JOIN json_each(vmt_value('pairings', b.run_id, b.first_id, 0, 'rows')) AS e;

-- agent_snapshots in natural units.
CREATE VIEW agent_snapshots_in_units AS
SELECT s.run_id, s.tick, s.agent_id, s.x, s.y,
       1.0 * s.inventory_A / r.quantity_scale AS inventory_A,
       1.0 * s.inventory_B / r.quantity_scale AS inventory_B,
       s.utility, s.ask_A_in_B, s.bid_A_in_B, s.p_min, s.p_max,
       s.target_agent_id, s.target_x, s.target_y, s.utility_type
FROM agent_snapshots AS s JOIN simulation_runs AS r USING (run_id);

-- resource_snapshots in natural units.
CREATE VIEW resource_snapshots_in_units AS
SELECT s.run_id, s.tick, s.x, s.y, s.resource_type,
       1.0 * s.amount / r.quantity_scale AS amount
FROM resource_snapshots AS s JOIN simulation_runs AS r USING (run_id);

-- trades in natural units.
CREATE VIEW trades_in_units AS
SELECT t.id, t.run_id, t.tick, t.x, t.y, t.buyer_id, t.seller_id,
       1.0 * t.dA / r.quantity_scale AS dA,
       1.0 * t.dB / r.quantity_scale AS dB,
       t.price, t.direction, t.exchange_pair_type, t.buyer_surplus,
       t.seller_surplus, t.quoted_price, t.protocol, t.proposer_id
FROM trades AS t JOIN simulation_runs AS r USING (run_id);

-- harvests in natural units.
CREATE VIEW harvests_in_units AS
SELECT h.run_id, h.tick, h.seq, h.agent_id, h.x, h.y, h.good,
       1.0 * h.amount / r.quantity_scale AS amount
FROM harvests AS h JOIN simulation_runs AS r USING (run_id);

-- trade_attempts in natural units.
CREATE VIEW trade_attempts_in_units AS
SELECT a.run_id, a.tick, a.seq, a.buyer_id, a.seller_id, a.direction, a.price,
       a.buyer_ask, a.buyer_bid, a.seller_ask, a.seller_bid, a.surplus,
       1.0 * a.dA_attempted / r.quantity_scale AS dA_attempted,
       1.0 * a.dB_calculated / r.quantity_scale AS dB_calculated,
       1.0 * a.buyer_A_init / r.quantity_scale AS buyer_A_init,
       1.0 * a.buyer_B_init / r.quantity_scale AS buyer_B_init,
       1.0 * a.buyer_A_final / r.quantity_scale AS buyer_A_final,
       1.0 * a.buyer_B_final / r.quantity_scale AS buyer_B_final,
       1.0 * a.seller_A_init / r.quantity_scale AS seller_A_init,
       1.0 * a.seller_B_init / r.quantity_scale AS seller_B_init,
       1.0 * a.seller_A_final / r.quantity_scale AS seller_A_final,
       1.0 * a.seller_B_final / r.quantity_scale AS seller_B_final,
       a.buyer_U_init, a.buyer_U_final, a.buyer_improves, a.buyer_feasible,
       a.seller_U_init, a.seller_U_final, a.seller_improves, a.seller_feasible,
       a.result, a.result_reason
FROM trade_attempts AS a JOIN simulation_runs AS r USING (run_id);
