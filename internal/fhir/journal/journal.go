package journal

import (
	"context"
	"errors"
	"sync"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// Journal reads and writes versions. It is safe for concurrent use.
type Journal struct {
	db *store.DB
	// near holds a *nearby by the key of its parameter.
	near sync.Map
}

// New gives the journal that is kept in db.
func New(db *store.DB) *Journal { return &Journal{db: db} }

// Key names a resource.
type Key struct{ Type, ID string }

// String gives the key as a relative reference: 'Location/1'.
func (k Key) String() string { return k.Type + "/" + k.ID }

// Version is one version of a resource.
type Version struct {
	Key
	PK, Version, Seq int64
	At               time.Time
	Gone             bool
	// Source is '' for our own domain, else the directory it came from.
	Source string
	// Body is the resource in JSON with its meta complete; empty when Gone.
	Body []byte
}

// Row is one value of one search parameter of a resource.
type Row = param.Row

const columns = `r.type, r.id, v.pk, v.version, v.seq, v.at, v.gone, v.source, v.body`

func scan(row func(...any) error) (v Version, err error) {
	var at int64
	err = row(&v.Type, &v.ID, &v.PK, &v.Version, &v.Seq, &at, &v.Gone, &v.Source, &v.Body)
	v.At = clock.FromMicros(at)
	return v, err
}

// Read gives the newest version of a resource, which may be gone.
func (j *Journal) Read(ctx context.Context, k Key) (v Version, err error) {
	defer fault.Wrap(&err, "journal.Read(%s)", k.Type)
	return j.one(ctx, `SELECT `+columns+` FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk AND v.version = r.version
		WHERE r.type = $1 AND r.id = $2`, k.Type, k.ID)
}

// VRead gives one version of a resource.
func (j *Journal) VRead(ctx context.Context, k Key, version int64) (v Version, err error) {
	defer fault.Wrap(&err, "journal.VRead(%s)", k.Type)
	return j.one(ctx, `SELECT `+columns+` FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk
		WHERE r.type = $1 AND r.id = $2 AND v.version = $3`, k.Type, k.ID, version)
}

func (j *Journal) one(ctx context.Context, query string, args ...any) (v Version, err error) {
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		v, err = store.One(ctx, tx, scan, query, args...)
		return err
	})
	if errors.Is(err, store.ErrNone) {
		return Version{}, fault.Missing("Deze gegevens bestaan niet.", "no such resource")
	}
	return v, err
}
