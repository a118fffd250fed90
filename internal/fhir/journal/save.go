package journal

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Resource is what a resource says from now on.
type Resource struct {
	Key
	Source string
	Gone   bool
	// Body is its JSON as r4.Marshal writes it, with neither meta.versionId nor meta.lastUpdated: those
	// are filled in. Empty when Gone.
	Body []byte

	prepared bool
	rows     []Row
}

// UnfitError says that one resource cannot be saved, while others can.
type UnfitError struct {
	Key
	Err error
}

func (e *UnfitError) Error() string { return e.Key.String() + ": " + e.Err.Error() }

func (e *UnfitError) Unwrap() error { return e.Err }

// Prepare works out what the resource is found by, ahead of [Journal.SaveTx]: there somebody may wait for it. The
// resource must not change after it.
func (r *Resource) Prepare() (err error) {
	if !r.prepared {
		r.rows, err = extract(r.Key, r.Body)
		r.prepared = err == nil
	}
	return err
}

// Progress says how far the journal is.
type Progress struct {
	LedgerSeq int64 // the ledger entry up to which our own domain is rendered; -1 before it was
	Seq       int64 // of the newest version
	At        time.Time
	Indexed   string // by which search parameters the index was made
}

const progressColumns = `ledger_seq, seq, at, indexed`

func scanProgress(row func(...any) error) (p Progress, err error) {
	var at int64
	err = row(&p.LedgerSeq, &p.Seq, &at, &p.Indexed)
	p.At = clock.FromMicros(at)
	return p, err
}

// Progress reads how far the journal is.
func (j *Journal) Progress(ctx context.Context) (p Progress, err error) {
	defer fault.Wrap(&err, "journal.Progress")
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err = store.One(ctx, tx, scanProgress, `SELECT `+progressColumns+` FROM fhir_progress WHERE name = 'journal'`)
		return err
	})
	return p, err
}

// LockTx holds the journal until the transaction ends and says how far it is. An UPDATE that changes
// nothing locks on both databases, and on PostgreSQL gives the row as the one before left it.
func (j *Journal) LockTx(ctx context.Context, tx *store.Tx) (Progress, error) {
	return store.One(ctx, tx, scanProgress, `UPDATE fhir_progress SET seq = seq WHERE name = 'journal' RETURNING `+progressColumns)
}

// ReachTx notes that our own domain is rendered up to a ledger entry. It never goes back.
func (j *Journal) ReachTx(ctx context.Context, tx *store.Tx, ledgerSeq int64) error {
	_, err := tx.Exec(ctx, `UPDATE fhir_progress SET ledger_seq = $1 WHERE name = 'journal' AND ledger_seq < $1`, ledgerSeq)
	return err
}

// momentTx gives the moment of the versions that this transaction adds. It must be asked under the lock:
// a transaction's own moment on PostgreSQL is that of its start, before it waited.
func momentTx(ctx context.Context, tx *store.Tx, last time.Time) (time.Time, error) {
	var now time.Time
	var err error
	if tx.Dialect() == store.Postgres && !tx.HasClock() {
		var us int64
		err = tx.QueryRow(ctx, `SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint`).Scan(&us)
		now = clock.FromMicros(us)
	} else {
		now, err = tx.Now(ctx)
	}
	now = now.Truncate(time.Millisecond)
	if next := last.Add(time.Millisecond); now.Before(next) {
		now = next // the clock went back, or two transactions share its millisecond
	}
	return now, err
}

// change is a resource that says something else than before.
type change struct {
	*Resource
	pk, version, seq int64
	digest           [sha256.Size]byte
	was              int64 // the version before; 0 for a new resource
	body             []byte
}

// SaveTx adds a version of each resource that says something else than its newest version does, and gives
// what it added. A resource that is gone and never was is nothing. What tells of the versions themselves
// is given by then, which sees the versions just added: it is saved with them, at the same moment, and comes
// after them.
func (j *Journal) SaveTx(ctx context.Context, tx *store.Tx, rs []Resource, then ...func(added []Version) ([]Resource, error)) (added []Version, err error) {
	defer fault.Wrap(&err, "journal.SaveTx")
	p, err := j.LockTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	at, err := momentTx(ctx, tx, p.At)
	if err != nil {
		return nil, err
	}
	added, err = j.add(ctx, tx, rs, p.Seq, at)
	if err != nil || len(added) == 0 {
		return nil, err
	}
	for _, f := range then {
		rs, err := f(added)
		if err != nil {
			return nil, err
		}
		more, err := j.add(ctx, tx, rs, p.Seq+int64(len(added)), at)
		if err != nil {
			return nil, err
		}
		added = append(added, more...)
	}
	_, err = tx.Exec(ctx, `UPDATE fhir_progress SET seq = $1, at = $2 WHERE name = 'journal'`, p.Seq+int64(len(added)), clock.Micros(at))
	return added, err
}

// add writes the versions that are needed and gives them; seq is the newest number so far.
func (j *Journal) add(ctx context.Context, tx *store.Tx, rs []Resource, seq int64, at time.Time) ([]Version, error) {
	changes, err := differing(ctx, tx, rs)
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	if err := number(ctx, tx, changes, seq, at); err != nil {
		return nil, err
	}
	if err := insert(ctx, tx, changes, at); err != nil {
		return nil, err
	}
	if err := j.reindex(ctx, tx, changes); err != nil {
		return nil, err
	}
	added := make([]Version, len(changes))
	for i := range changes {
		c := &changes[i]
		added[i] = Version{Key: c.Key, PK: c.pk, Version: c.version, Seq: c.seq, At: at, Gone: c.Gone, Source: c.Source, Body: c.body}
	}
	return added, nil
}

// Differing gives those of some resources that SaveTx would add a version of now, so that who has much to
// save can leave the rest out before anybody waits for it.
func (j *Journal) Differing(ctx context.Context, rs []Resource) (keys []Key, err error) {
	defer fault.Wrap(&err, "journal.Differing")
	if len(rs) == 0 {
		return nil, nil
	}
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		changes, err := differing(ctx, tx, rs)
		if err != nil {
			return err
		}
		keys = make([]Key, len(changes))
		for i := range changes {
			keys[i] = changes[i].Key
		}
		return nil
	})
	return keys, err
}

// differing gives the resources that need a new version.
func differing(ctx context.Context, tx *store.Tx, rs []Resource) ([]change, error) {
	known, err := newest(ctx, tx, rs)
	if err != nil {
		return nil, err
	}
	var changes []change
	seen := make(map[Key]bool, len(rs))
	for i := range rs {
		r := &rs[i]
		if seen[r.Key] {
			return nil, fmt.Errorf("%s twice in one save", r.Key)
		}
		seen[r.Key] = true
		c := change{Resource: r, digest: digest(r)}
		k, was := known[r.Key]
		switch {
		case !was && r.Gone:
			continue
		case was && k.digest == c.digest:
			continue
		case was:
			c.pk, c.version, c.was = k.pk, k.version+1, k.version
		default:
			c.version = 1
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// digest covers what a giver says of a resource. Where it comes from counts: a resource that changes
// hands is a new version even when it says the same.
func digest(r *Resource) (sum [sha256.Size]byte) {
	h := sha256.New()
	fmt.Fprintf(h, "%t %d %s ", r.Gone, len(r.Source), r.Source)
	h.Write(r.Body)
	h.Sum(sum[:0])
	return sum
}

// held is what the journal holds of a resource.
type held struct {
	id          string
	pk, version int64
	digest      [sha256.Size]byte
}

// newest gives the newest versions of some resources.
func newest(ctx context.Context, tx *store.Tx, rs []Resource) (map[Key]held, error) {
	byType := map[string][]any{}
	for _, r := range rs {
		byType[r.Type] = append(byType[r.Type], r.ID)
	}
	known := make(map[Key]held, len(rs))
	for t, ids := range byType {
		for part := range parts(tx.Dialect(), ids, 1) {
			found, err := store.All(ctx, tx, func(row func(...any) error) (h held, err error) {
				var sum []byte
				err = row(&h.id, &h.pk, &h.version, &sum)
				copy(h.digest[:], sum)
				return h, err
			}, `SELECT r.id, r.pk, r.version, v.digest FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk AND v.version = r.version
				WHERE r.type = `+last(len(part)+1)+` AND r.id IN `+list(len(part)), append(part, t)...)
			if err != nil {
				return nil, err
			}
			for _, h := range found {
				known[Key{t, h.id}] = h
			}
		}
	}
	return known, nil
}

// number gives each change its number, a new resource its key, and each body its meta.
func number(ctx context.Context, tx *store.Tx, changes []change, seq int64, at time.Time) error {
	var pk int64
	if err := tx.QueryRow(ctx, `SELECT COALESCE(max(pk), 0) FROM fhir_resource`).Scan(&pk); err != nil {
		return err
	}
	for i := range changes {
		c := &changes[i]
		seq++
		c.seq = seq
		if c.was == 0 {
			pk++
			c.pk = pk
		}
		if c.Gone {
			continue
		}
		var err error
		if c.body, err = complete(c.Body, c.version, at); err != nil {
			return &UnfitError{c.Key, err}
		}
	}
	return nil
}

// insert writes the versions, and makes them the newest.
func insert(ctx context.Context, tx *store.Tx, changes []change, at time.Time) error {
	resources, versions := make([]any, 0, 7*len(changes)), make([]any, 0, 9*len(changes))
	for i := range changes {
		c, gone := &changes[i], 0
		if c.Gone {
			gone = 1
		}
		resources = append(resources, c.pk, c.Type, c.ID, c.version, c.seq, clock.Micros(at), gone)
		versions = append(versions, c.pk, c.version, c.seq, c.Type, clock.Micros(at), gone, c.Source, c.digest[:], string(c.body))
	}
	if err := many(ctx, tx, `INSERT INTO fhir_resource (pk, type, id, version, seq, at, gone) VALUES `,
		` ON CONFLICT (pk) DO UPDATE SET version = excluded.version, seq = excluded.seq, at = excluded.at, gone = excluded.gone`, 7, resources); err != nil {
		return err
	}
	return many(ctx, tx, `INSERT INTO fhir_version (pk, version, seq, type, at, gone, source, digest, body) VALUES `, ``, 9, versions)
}
