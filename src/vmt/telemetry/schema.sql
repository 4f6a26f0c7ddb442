-- Recorded runs of VMT, schema version 1 (PRAGMA user_version).
--
-- Quantities of goods are integers in minor units: one unit of a good is
-- 10^quantity_decimals of them (see simulation_runs). The views whose names end
-- in _in_units show the same rows in natural units.
-- Ticks count from 0. A row with tick -1 tells the state before tick 0, a row
-- with tick t the state after tick t. Prices are units of B for one unit of A.
-- Rows are stored in the order of their primary keys, so that all rows of a tick
-- lie together and no further index has to be kept up while a run is recorded.

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
    config_json TEXT NOT NULL,  -- the resolved configuration that the engine ran
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

-- Every agent at tick -1 and after every agent_snapshot_frequency-th tick.
CREATE TABLE agent_snapshots (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    x INTEGER NOT NULL,  -- cell, from the left
    y INTEGER NOT NULL,  -- cell, from the top
    inventory_A INTEGER NOT NULL,  -- minor units
    inventory_B INTEGER NOT NULL,  -- minor units
    utility REAL,  -- of the holdings
    ask_A_in_B REAL,  -- price at which it offers A
    bid_A_in_B REAL,  -- price at which it would buy A
    p_min REAL,  -- lowest price at which selling A pays
    p_max REAL,  -- highest price at which buying A pays
    target_agent_id INTEGER,  -- agent it is heading for; null: none
    target_x INTEGER,  -- cell it is heading for; null: none
    target_y INTEGER,  -- cell it is heading for; null: none
    utility_type TEXT NOT NULL,  -- as in the table agents
    PRIMARY KEY (run_id, tick, agent_id)
) WITHOUT ROWID;

-- Every cell that holds something, at tick -1, after every
-- resource_snapshot_frequency-th tick and after the last one.
CREATE TABLE resource_snapshots (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    x INTEGER NOT NULL,  -- cell, from the left
    y INTEGER NOT NULL,  -- cell, from the top
    resource_type TEXT NOT NULL,  -- A or B
    amount INTEGER NOT NULL,  -- minor units, above 0
    PRIMARY KEY (run_id, tick, x, y)
) WITHOUT ROWID;

-- What each agent chose to do in a tick, after search and matching.
CREATE TABLE decisions (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    chosen_partner_id INTEGER,  -- null: none
    surplus_with_partner REAL,  -- overlap of the quotes, B per A
    target_type TEXT NOT NULL,  -- trade_paired, trade_unpaired, forage, home, walk or idle
    target_x INTEGER,  -- cell it is heading for; null: none
    target_y INTEGER,  -- cell it is heading for; null: none
    num_neighbors INTEGER NOT NULL,  -- agents in sight
    alternatives TEXT NOT NULL,  -- partners considered, best first: "id:surplus; id:surplus"
    mode TEXT NOT NULL,  -- forage, trade or both
    claimed_resource_pos TEXT,  -- cell it claims, "x,y"; null: none
    is_paired INTEGER NOT NULL,  -- 1: has a partner
    is_foraging_committed INTEGER NOT NULL,  -- 1: keeps to its foraging target
    PRIMARY KEY (run_id, tick, agent_id)
) WITHOUT ROWID;

-- Every executed trade: the buyer receives dA and pays dB.
CREATE TABLE trades (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    seq INTEGER NOT NULL,  -- order within the tick, from 0
    x INTEGER NOT NULL,  -- cell of the buyer
    y INTEGER NOT NULL,  -- cell of the buyer
    buyer_id INTEGER NOT NULL,  -- receives A, pays B
    seller_id INTEGER NOT NULL,  -- gives A, receives B
    dA INTEGER NOT NULL,  -- minor units of A
    dB INTEGER NOT NULL,  -- minor units of B
    price REAL NOT NULL,  -- realised price dB / dA
    direction TEXT NOT NULL,  -- i_buys_A or j_buys_A, i being the lower of the two ids
    exchange_pair_type TEXT NOT NULL DEFAULT 'A<->B',
    buyer_surplus REAL,  -- gain of the buyer in utility
    seller_surplus REAL,  -- gain of the seller in utility
    quoted_price REAL,  -- price that the bargaining tried
    protocol TEXT NOT NULL,  -- name of the bargaining protocol
    PRIMARY KEY (run_id, tick, seq)
) WITHOUT ROWID;

-- Everything that an agent took from a cell.
CREATE TABLE harvests (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    seq INTEGER NOT NULL,  -- order within the tick, from 0
    agent_id INTEGER NOT NULL,
    x INTEGER NOT NULL,  -- cell, from the left
    y INTEGER NOT NULL,  -- cell, from the top
    good TEXT NOT NULL,  -- A or B
    amount INTEGER NOT NULL,  -- minor units
    PRIMARY KEY (run_id, tick, seq)
) WITHOUT ROWID;

-- Partnerships made and dissolved.
CREATE TABLE pairings (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    seq INTEGER NOT NULL,  -- order within the tick, from 0
    agent_i INTEGER NOT NULL,  -- the lower of the two ids
    agent_j INTEGER NOT NULL,  -- the higher of the two ids
    event TEXT NOT NULL,  -- pair or unpair
    reason TEXT NOT NULL,  -- why
    surplus_i REAL,  -- overlap of the quotes when they were paired, B per A
    surplus_j REAL,  -- the same number: an overlap belongs to both
    PRIMARY KEY (run_id, tick, seq)
) WITHOUT ROWID;

-- The partners an agent ranked; only with log_preferences in the scenario.
CREATE TABLE preferences (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,  -- 0: the best
    partner_id INTEGER NOT NULL,
    surplus REAL,  -- overlap of the quotes, B per A
    discounted_surplus REAL,  -- the overlap discounted by distance
    distance INTEGER NOT NULL,  -- cells between the two, Manhattan
    pair_type TEXT,  -- A<->B
    PRIMARY KEY (run_id, tick, agent_id, rank)
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
    active_pairs TEXT NOT NULL,  -- kinds of exchange that were possible, JSON list
    digest TEXT NOT NULL,  -- digest of the run up to and with this tick, hexadecimal
    PRIMARY KEY (run_id, tick)
) WITHOUT ROWID;

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
SELECT t.run_id, t.tick, t.seq, t.x, t.y, t.buyer_id, t.seller_id,
       1.0 * t.dA / r.quantity_scale AS dA,
       1.0 * t.dB / r.quantity_scale AS dB,
       t.price, t.direction, t.exchange_pair_type, t.buyer_surplus,
       t.seller_surplus, t.quoted_price, t.protocol
FROM trades AS t JOIN simulation_runs AS r USING (run_id);

-- harvests in natural units.
CREATE VIEW harvests_in_units AS
SELECT h.run_id, h.tick, h.seq, h.agent_id, h.x, h.y, h.good,
       1.0 * h.amount / r.quantity_scale AS amount
FROM harvests AS h JOIN simulation_runs AS r USING (run_id);
