package directory

import (
	"context"
	"strconv"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// compare tells of each service whether it is new, changed or the same, and that its organisation is
// known. It reads more than writing does, and needs no writer's turn.
func (r *Register) compare(ctx context.Context, b batch.ID, list []staged) error {
	return r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := planAnew(ctx, tx); err != nil {
			return err
		}
		for start := 0; start < len(list); start += idsAtOnce {
			part := list[start:min(start+idsAtOnce, len(list))]
			if err := knownOrganizations(ctx, tx, b, part); err != nil {
				return err
			}
			if err := compareSome(ctx, tx, b, part); err != nil {
				return err
			}
		}
		return nil
	})
}

func compareSome(ctx context.Context, tx *store.Tx, b batch.ID, part []staged) error {
	at := make(map[ServiceID]*staged, len(part))
	ids := make([]any, len(part))
	for i := range part {
		part[i].top, part[i].state = 0, added
		at[part[i].service.ID], ids[i] = &part[i], part[i].service.ID
	}
	// Most of a first import is new. The roots tell that for less: PostgreSQL, which knows nothing yet
	// of a table that is being filled, guesses that some ids make half of the versions.
	ids, err := store.All(ctx, tx, func(row func(...any) error) (any, error) {
		var id ServiceID
		err := row(&id)
		return id, err
	}, `SELECT id FROM service WHERE id IN `+in(len(ids)), ids...)
	if err != nil || len(ids) == 0 {
		return err
	}
	// Newest first: the first visible version of a service is the current one, and the first of a
	// file is what a file brought last.
	rows, err := tx.Query(ctx, `SELECT v.service, v.version, v.batch, CASE WHEN v.batch `+batch.Visible+` THEN 1 ELSE 0 END,
		coalesce(v.verified_at, 0), v.body FROM service_version v WHERE v.service IN `+in(len(ids))+` ORDER BY v.service, v.version DESC`, ids...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var last ServiceID
	var seen, seenFile bool
	for rows.Next() {
		var id ServiceID
		var number, visible, verified int64
		var of batch.ID
		var text string
		if err := rows.Scan(&id, &number, &of, &visible, &verified, &text); err != nil {
			return err
		}
		s := at[id]
		if id != last {
			last, seen, seenFile = id, false, false
			s.top = number
		}
		if of == b {
			return twice(s.index)
		}
		if visible == 0 {
			continue
		}
		if !seen {
			s.state = changed
		}
		if !seen || of != batch.People && !seenFile {
			if text == s.body && !checkedAfter(s.service, verified) {
				s.state = same
			}
		}
		seen, seenFile = true, seenFile || of != batch.People
	}
	return rows.Err()
}

// checkedAfter says that the file knows of a later check than the version has.
func checkedAfter(s Service, verified int64) bool {
	return !s.VerifiedAt.IsZero() && clock.Micros(s.VerifiedAt) > verified
}

// knownOrganizations refuses a service of an organisation that is not there, and will not be when
// the batch ends.
func knownOrganizations(ctx context.Context, tx *store.Tx, b batch.ID, part []staged) error {
	first := map[network.OrganizationID]int{}
	var ids []any
	for i := range part {
		if o := part[i].service.Organization; first[o] == 0 {
			first[o] = part[i].index + 1
			ids = append(ids, o)
		}
	}
	known, err := store.All(ctx, tx, func(row func(...any) error) (o network.OrganizationID, err error) { return o, row(&o) },
		`SELECT DISTINCT id FROM organization WHERE id IN `+in(len(ids))+` AND (batch = $`+strconv.Itoa(len(ids)+1)+` OR batch `+batch.Visible+`)`,
		append(ids, b)...)
	if err != nil {
		return err
	}
	for _, o := range known {
		delete(first, o)
	}
	for _, at := range first {
		return fault.InvalidFields(noOrganization("services[" + strconv.Itoa(at-1) + "].organization"))
	}
	return nil
}

func twice(index int) error {
	return fault.InvalidField("services["+strconv.Itoa(index)+"].id", "Dit aanbod staat er twee keer in.", "this service stands twice in the import")
}
