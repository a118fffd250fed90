package simulate

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// house is the platform itself, as it is served: a database in a file, and the capabilities on it.
type house struct {
	dir       string
	db        *store.DB
	clock     *demo.Time
	capacity  *capacity.Service
	board     *board.Board
	finder    *live.Finder
	placement *placement.Service
}

// build makes the house and fills it with the region; the clock stands at the script's first moment.
func build(ctx context.Context, s *Script) (_ *house, err error) {
	h := &house{clock: &demo.Time{}}
	h.clock.Set(s.from)
	if h.dir, err = os.MkdirTemp("", "eerstelijn-simulate-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if h.db, err = store.Open(ctx, filepath.Join(h.dir, "region.db"), store.Options{Clock: h.clock.Now}); err != nil {
		return nil, err
	}
	if err := h.db.Migrate(ctx); err != nil {
		return nil, err
	}
	file, err := keys.CreateFile(filepath.Join(h.dir, "keys"), s.from)
	if err != nil {
		return nil, err
	}
	policies, err := access.Load()
	if err != nil {
		return nil, err
	}
	ring, log := keys.New(file), slog.New(slog.DiscardHandler)
	feed := ledger.NewFeed(h.db, log)
	spine := act.New(h.db, policies, feed.Kick)
	n, d := network.New(spine), directory.New(spine)
	h.capacity = capacity.New(spine, n, d)
	h.board = board.New(h.capacity, h.db, feed, log)
	h.finder = live.New(n, d, h.db, feed, h.clock.Now, log)
	h.finder.Follow(h.board)
	h.placement = placement.New(placement.Deps{Spine: spine, Capacity: h.capacity, Board: h.board, Finder: h.finder,
		Network: n, Directory: d, Links: link.New(h.db, ring), Keys: ring})
	if err := demo.Load(ctx, demo.House{DB: h.db, Network: n, Directory: d}, s.data); err != nil {
		return nil, err
	}
	return h, h.board.Load(ctx)
}

func (h *house) close() {
	if h.db != nil {
		_ = h.db.Close()
	}
	_ = os.RemoveAll(h.dir)
}

// keeper is who keeps up the figures of an organisation and answers for it.
func keeper(o network.OrganizationID) access.Actor {
	return access.Actor{Person: id.From[string]("simulate", "keeper", string(o)), Name: "De planning", Role: access.ProviderAdmin,
		Organization: string(o), Assurance: access.Substantial, Via: access.ByPage}
}

// asker is who asks, by urgency: the desk of the region in a crisis, else a hospital's transfer desk or a practice.
func (s *Script) asker(urgency string) access.Actor {
	name := map[string]string{"crisis": "Kees Bandijker", "soon": "Maartje Sluiswachter"}[urgency]
	if name == "" {
		name = "Hedwig Waardemaker"
	}
	for _, p := range s.data.People {
		if p.Name == name {
			return access.Actor{Person: string(p.ID), Name: p.Name, Role: access.Role(p.Role), Organization: string(p.Organization),
				Region: string(p.Region), Assurance: access.Substantial, Via: access.ByPage}
		}
	}
	return access.Actor{}
}

// party gives the organisation of a name.
func (s *Script) party(name string) network.OrganizationID {
	for _, o := range s.data.Organizations {
		if o.Name == name {
			return o.ID
		}
	}
	return ""
}
