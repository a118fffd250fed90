package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
)

// planning is how PostgreSQL plans a prepared statement: for any values once, or for these values
// each time.
type planning string

const (
	generic planning = "force_generic_plan"
	custom  planning = "force_custom_plan"
)

// clientsMost is how many connections each pool has.
const clientsMost = 8

// peer is PostgreSQL with PostGIS, holding the same entries.
type peer struct {
	pools map[planning]*pgxpool.Pool
	// most is how many entries one service has at most.
	most int
	// backends are the processes behind the pools.
	backends []int
}

// newPeer makes the tables in a database of the server that the tests use.
func newPeer(ctx context.Context, w *world) (*peer, error) {
	address := os.Getenv("EERSTELIJN_TEST_POSTGRES")
	if address == "" {
		return nil, errNoPostgres
	}
	db, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close(ctx) }()
	p := &peer{pools: map[planning]*pgxpool.Pool{}}
	if err := p.load(ctx, db, w); err != nil {
		return nil, err
	}
	var sockets string
	if err := db.QueryRow(ctx, `SHOW unix_socket_directories`).Scan(&sockets); err != nil {
		return nil, err
	}
	for _, how := range []planning{generic, custom} {
		if p.pools[how], err = connect(ctx, address, sockets, how); err != nil {
			p.close()
			return nil, err
		}
	}
	return p, db.QueryRow(ctx, `SELECT array_agg(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`).Scan(&p.backends)
}

// connect makes a pool over the server's own socket, which is quicker than TCP, where this user may.
func connect(ctx context.Context, address, socket string, how planning) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	c.MinConns, c.MaxConns = clientsMost, clientsMost
	for name, value := range map[string]string{
		"plan_cache_mode": string(how), "jit": "off", "work_mem": "64MB", "random_page_cost": "1.1",
		"effective_cache_size": "8GB", "max_parallel_workers_per_gather": "0", "search_path": schema + ",public",
	} {
		c.ConnConfig.RuntimeParams[name] = value
	}
	local := c.Copy()
	local.ConnConfig.Host = socket
	local.ConnConfig.Fallbacks = nil
	for _, c := range []*pgxpool.Config{local, c} {
		pool, err := pgxpool.NewWithConfig(ctx, c)
		if err != nil {
			return nil, err
		}
		if err = pool.Ping(ctx); err == nil {
			return pool, nil
		}
		pool.Close()
		if c.ConnConfig.Host != socket {
			return nil, err
		}
	}
	panic("unreachable: the second address either answers or fails")
}

func (p *peer) close() {
	for _, pool := range p.pools {
		pool.Close()
	}
}

const schema = "bench_peer"

// designs are the tables: the same rows, indexed in two ways.
var designs = map[string][]string{
	"single": {
		`CREATE INDEX ON single USING gist (place)`,
		`CREATE INDEX ON single USING gin (terms)`,
		`CREATE INDEX ON single USING gin (languages)`,
		`CREATE INDEX ON single USING gin (insurers)`,
		`CREATE INDEX ON single USING gin (modes)`,
		`CREATE INDEX ON single USING gin (groups)`,
	},
	"joined": {
		`CREATE INDEX ON joined USING gin (terms, languages, insurers, modes, groups)`,
		`CREATE INDEX ON joined USING gist (place, terms, open_now)`,
	},
}

// sought are the columns that decide which entries an answer has, shown those that it tells of them.
// They stand in two tables, so that what is gone through is narrow. Ids are compared by byte, as
// ours are; entry numbers follow that order, so that the last of the order is one comparison of
// numbers. place is in metres (RD New), which spares PostgreSQL the trigonometry of geography.
const (
	sought = `entry int PRIMARY KEY, service_no int NOT NULL, lat6 int, lon6 int, cosine float8,
		open_now bool NOT NULL, direct bool NOT NULL, terms tsvector NOT NULL,
		languages text[] NOT NULL, insurers text[] NOT NULL, modes text[] NOT NULL, groups text[] NOT NULL`
	shown = `entry int PRIMARY KEY, service text NOT NULL, location text NOT NULL, organization text NOT NULL, organization_name text NOT NULL,
		name text NOT NULL, discipline text NOT NULL, kind text NOT NULL, area text NOT NULL, lat float8, lon float8,
		remote bool NOT NULL, all_insurers bool NOT NULL, overdue bool NOT NULL, opens text NOT NULL,
		address text NOT NULL, function text NOT NULL, phone text NOT NULL, email text NOT NULL, url text NOT NULL`
)

// names gives the names of columns.
func names(columns string) []string {
	var list []string
	for column := range strings.SplitSeq(columns, ",") {
		list = append(list, strings.Fields(column)[0])
	}
	return list
}

func (p *peer) load(ctx context.Context, db *pgx.Conn, w *world) error {
	arriving := strings.Replace(sought, "terms tsvector", "terms text[]", 1) + strings.TrimPrefix(shown, "entry int PRIMARY KEY")
	err := execAll(ctx, db,
		`CREATE EXTENSION IF NOT EXISTS postgis`, `CREATE EXTENSION IF NOT EXISTS btree_gist`,
		`DROP SCHEMA IF EXISTS `+schema+` CASCADE`, `CREATE SCHEMA `+schema, `SET search_path = `+schema+`,public`,
		`CREATE TEMP TABLE arrival (`+arriving+`)`)
	if err != nil {
		return err
	}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"arrival"}, names(arriving), pgx.CopyFromSlice(len(w.entries), p.rows(w))); err != nil {
		return err
	}
	columns := strings.Join(names(sought), ", ")
	values := strings.Replace(columns, "terms", "array_to_tsvector(terms)", 1)
	all := []string{`CREATE TABLE detail (` + shown + `)`, `INSERT INTO detail SELECT ` + strings.Join(names(shown), ", ") + ` FROM arrival ORDER BY entry`}
	for _, table := range []string{"single", "joined"} {
		all = append(all,
			`CREATE TABLE `+table+` (`+sought+`, place geometry(Point, 28992))`,
			// Rows lie as places do, so that neighbours share pages.
			`INSERT INTO `+table+` (`+columns+`, place) SELECT `+values+`, rd
				FROM (SELECT *, ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 28992) AS rd FROM arrival) a ORDER BY rd`)
		all = append(all, designs[table]...)
	}
	for _, table := range []string{"detail", "single", "joined"} {
		all = append(all, `VACUUM (ANALYZE, FREEZE) `+table)
	}
	return execAll(ctx, db, append(all, `DROP TABLE arrival`, `CHECKPOINT`)...)
}

func execAll(ctx context.Context, db *pgx.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := db.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(strings.Fields(s), " "), err)
		}
	}
	return nil
}

// rows gives the entries as rows. What depends on the moment is worked out here, once: our own index
// does that every minute.
func (p *peer) rows(w *world) func(i int) ([]any, error) {
	insurers := map[string]bool{}
	for i := range w.entries {
		for _, code := range w.entries[i].Insurers {
			insurers[code] = true
		}
	}
	every := make([]string, 0, len(insurers))
	for code := range insurers {
		every = append(every, code)
	}
	service, own := 0, 0
	return func(i int) ([]any, error) {
		e := &w.entries[i]
		if i > 0 && w.entries[i-1].Service != e.Service {
			service, own = service+1, 0
		}
		own++
		p.most = max(p.most, own)
		strong, weak := tokens(e)
		terms := []string{disciplineMark + e.Discipline}
		for _, t := range strong {
			terms = append(terms, strongMark+t)
		}
		for _, t := range weak {
			if !slices.Contains(strong, t) {
				terms = append(terms, weakMark+t)
			}
		}
		// One look-up then answers what our index answers with two.
		pays := e.Insurers
		if e.AllInsurers {
			pays = every
		}
		var lat, lon, lat6, lon6, cosine any
		if e.Lat != 0 || e.Lon != 0 {
			lat, lon, lat6, lon6 = e.Lat, e.Lon, int32(math.Round(e.Lat*1e6)), int32(math.Round(e.Lon*1e6))
			cosine = float64(float32(math.Cos(e.Lat * math.Pi / 180)))
		}
		card := live.CardOf(e)
		open, opens := doorway(e)
		return []any{
			int32(i), int32(service), lat6, lon6, cosine, open, e.Direct, terms, some(e.Languages), some(pays), some(e.Modes), some(e.TargetGroups),
			e.Service, e.Location, e.Organization, e.OrganizationName, e.Name, e.Discipline, e.Kind, e.Area, lat, lon,
			e.Remote, e.AllInsurers, !e.VerifyBy.IsZero() && e.VerifyBy.Before(moment), opens,
			card.Address, card.Function, card.Phone, card.Email, card.URL,
		}, nil
	}
}

// doorway tells whether an entry is open, and the sentence that says so.
func doorway(e *finding.Entry) (open bool, sentence string) {
	if !e.Hours.Known() {
		return false, ""
	}
	r := finding.Reason{Code: finding.ReasonClosed, At: moment}
	if open = e.Hours.OpenAt(moment); open {
		r.Code = finding.ReasonOpen
	}
	_, r.Until, _ = e.Hours.Next(moment)
	return open, r.Dutch(nil)
}

func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// sizes tells how large the tables with their indexes are.
func (p *peer) sizes(ctx context.Context) (line string, err error) {
	var single, joined, detail int64
	var buffers string
	err = p.pools[generic].QueryRow(ctx, `SELECT pg_total_relation_size('single') >> 20, pg_total_relation_size('joined') >> 20,
		pg_total_relation_size('detail') >> 20, current_setting('shared_buffers')`).Scan(&single, &joined, &detail, &buffers)
	return fmt.Sprintf("single %d MB, joined %d MB, detail %d MB, shared_buffers %s", single, joined, detail, buffers), err
}

// reads counts the pages read from outside the server's own memory so far.
func (p *peer) reads(ctx context.Context) (missed, all int64, err error) {
	// Backends tell what they did with a delay of up to a second.
	timer := time.NewTimer(1500 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	}
	err = p.pools[generic].QueryRow(ctx, `SELECT sum(heap_blks_read + idx_blks_read), sum(heap_blks_read + idx_blks_read + heap_blks_hit + idx_blks_hit)
		FROM pg_statio_user_tables WHERE schemaname = $1`, schema).Scan(&missed, &all)
	return missed, all, err
}
