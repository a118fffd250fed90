package directory

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// staged is a service on its way in, beside what is there already.
type staged struct {
	index   int // in the caller's list
	service Service
	body    string
	top     int64 // the highest version that any batch wrote, when it was compared
	state   comparison
}

type comparison int

const (
	added comparison = iota
	changed
	same
)

// The size of a transaction follows its duration: large enough that its own cost is small, short
// enough that nobody's write waits long behind it.
const (
	stageTarget = 25 * time.Millisecond
	stageFirst  = 100
	stageLeast  = 50
	stageMost   = 400
	idsAtOnce   = 100 // ids in one statement
)

// StageServices writes services of a batch that has not ended; nobody sees them before
// [Register.FinishImport]. Their ids are made from the source's keys (id.From), so that a second
// import of a file meets the first one's services. One that is as it is now, or as a file brought it
// last, is not written: a second import changes nothing, also where people changed the entry in
// between.
//
// Invalid names the field of the first wrong service as 'services[12].name'. Its organisation may be
// one that the same batch brings.
func (r *Register) StageServices(ctx context.Context, b batch.ID, services []Service) (counts batch.Counts, err error) {
	defer fault.Wrap(&err, "directory.StageServices(%d)", b)
	tables, err := r.Tables(ctx)
	if err != nil {
		return counts, err
	}
	// In order of id the rows fall beside each other in the tables, which halves the writing.
	order := make([]int, len(services))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(services[i].ID, services[j].ID) })
	for i := 1; i < len(order); i++ {
		if services[order[i]].ID == services[order[i-1]].ID {
			return counts, twice(order[i])
		}
	}
	// The next part is prepared and compared while one is written.
	var size atomic.Int64
	size.Store(stageFirst)
	if r.spine.DB().Dialect() == store.Postgres {
		size.Store(stageMost) // others wait only for the services that it holds
	}
	parts := make(chan []staged)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(parts)
		for len(order) > 0 {
			n := min(int(size.Load()), len(order))
			list, err := prepare(services, order[:n], tables)
			if err != nil {
				return err
			}
			order = order[n:]
			if err := r.compare(ctx, b, list); err != nil {
				return err
			}
			select {
			case parts <- list:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		for list := range parts {
			took, err := r.stage(ctx, b, list, tables, &counts)
			if err != nil {
				return err
			}
			switch n := int64(len(list)); {
			case r.spine.DB().Dialect() == store.Postgres:
			case took > stageTarget:
				size.Store(max(stageLeast, n/2))
			case took < stageTarget*3/4:
				size.Store(min(stageMost, max(size.Load(), n*5/4)))
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return batch.Counts{}, err
	}
	return counts, nil
}

// prepare does all that needs no database.
func prepare(services []Service, order []int, tables *Tables) ([]staged, error) {
	list := make([]staged, len(order))
	for i, at := range order {
		s := Clean(services[at])
		fields := Check(s, tables)
		if len(s.ID) != idLength {
			fields = append(fields, fault.Field{Name: "id", Text: fault.Text{NL: "Dit nummer klopt niet.", EN: "expected a UUID"}})
		}
		if len(fields) > 0 {
			for j := range fields {
				fields[j].Name = "services[" + strconv.Itoa(at) + "]." + fields[j].Name
			}
			return nil, fault.InvalidFields(fields...)
		}
		text, err := encode(&s)
		if err != nil {
			return nil, err
		}
		list[i] = staged{index: at, service: s, body: text}
	}
	return list, nil
}

// stage writes a part that was compared in one transaction, and gives how long that held the writer.
func (r *Register) stage(ctx context.Context, b batch.ID, list []staged, tables *Tables, counts *batch.Counts) (took time.Duration, err error) {
	for {
		var again []staged
		var begun time.Time
		err = r.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			begun = time.Now()
			if err := planAnew(ctx, tx); err != nil {
				return err
			}
			if err := batch.Alive(ctx, tx, b); err != nil {
				return err
			}
			var err error
			again, err = stageTx(ctx, tx, b, list, tables)
			return err
		})
		if err != nil {
			return 0, err
		}
		took = time.Since(begun) // the commit with it
		redo := map[int]bool{}
		for i := range again {
			redo[again[i].index] = true
		}
		for i := range list {
			switch {
			case redo[list[i].index]:
			case list[i].state == added:
				counts.Added++
			case list[i].state == changed:
				counts.Changed++
			default:
				counts.Same++
			}
		}
		if list = again; len(list) == 0 {
			return took, nil
		}
		// Somebody was quicker with these.
		if err := r.compare(ctx, b, list); err != nil {
			return 0, err
		}
	}
}

// planAnew tells PostgreSQL to plan each statement for the tables as they are now. It would keep the
// plans of the first few parts, made while the tables were empty, and read them from end to end for
// each part as they fill.
func planAnew(ctx context.Context, tx *store.Tx) error {
	if tx.Dialect() != store.Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, `SET LOCAL plan_cache_mode = force_custom_plan`)
	return err
}

// stageTx writes what is new, and gives back what somebody changed since it was compared.
func stageTx(ctx context.Context, tx *store.Tx, b batch.ID, list []staged, tables *Tables) (again []staged, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	var ids []any
	for i := range list {
		if list[i].state != same {
			ids = append(ids, list[i].service.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	if err := manyRows(ctx, tx, `INSERT INTO service (id) VALUES `, ` ON CONFLICT DO NOTHING`, 1, len(ids), func(args []any, i int) []any {
		return append(args, ids[i])
	}); err != nil {
		return nil, err
	}
	tops, err := lockTops(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	versions := make([]version, 0, len(ids))
	for i := range list {
		s := &list[i]
		switch {
		case s.state == same:
		case tops[s.service.ID] != s.top:
			again = append(again, *s)
		default:
			w := s.service
			w.Version = s.top + 1
			w.verifyFrom(now, tables)
			versions = append(versions, version{Service: &w, batch: b, by: "import", at: now, body: s.body})
		}
	}
	return again, insert(ctx, tx, versions)
}

// lockTops locks the roots and gives the highest version of each.
func lockTops(ctx context.Context, tx *store.Tx, ids []any) (map[ServiceID]int64, error) {
	tops := make(map[ServiceID]int64, len(ids))
	for start := 0; start < len(ids); start += idsAtOnce {
		part := ids[start:min(start+idsAtOnce, len(ids))]
		if tx.Dialect() == store.Postgres {
			if _, err := tx.Exec(ctx, `SELECT 1 FROM service WHERE id IN `+in(len(part))+` ORDER BY id FOR UPDATE`, part...); err != nil {
				return nil, err
			}
		}
		type row struct {
			id  ServiceID
			top int64
		}
		rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.id, &r.top) },
			`SELECT s.id, coalesce((SELECT max(v.version) FROM service_version v WHERE v.service = s.id), 0) FROM service s WHERE s.id IN `+in(len(part)), part...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			tops[r.id] = r.top
		}
	}
	return tops, nil
}

// imported is what the ledger's entry of an import says: who follows the feed asks for the services
// of the batch; see [Register.Imported].
type imported struct {
	Batch  batch.ID     `json:"batch"`
	Source string       `json:"source"` // file name without its folder
	Counts batch.Counts `json:"counts"`
}

// FinishImport shows everything that a batch staged, at once. The system may.
func (r *Register) FinishImport(ctx context.Context, actor access.Actor, b batch.ID, counts batch.Counts, source string) (err error) {
	defer fault.Wrap(&err, "directory.FinishImport(%d)", b)
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "import", ID: strconv.FormatInt(int64(b), 10)}, nil
	}
	return r.spine.Do(ctx, act.Attempt{Actor: actor, Act: "directory.Import", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		if err := batch.Finish(ctx, tx.Tx, b, counts); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		// A file that brings an entry anew answers the question whether it is still right.
		if _, err := tx.Exec(ctx, `UPDATE service_check SET answered_at = $1, answer = 'imported' WHERE answered_at IS NULL
			AND EXISTS (SELECT 1 FROM service_version v WHERE v.service = service_check.service AND v.batch = $2)`, clock.Micros(now), b); err != nil {
			return err
		}
		return tx.Changed(imported{b, source, counts})
	})
}
