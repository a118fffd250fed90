package app_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/app"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

func TestImportCapacity(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, err := app.Open(ctx, app.Config{DB: filepath.Join(t.TempDir(), "site.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	owner := id.New[network.OrganizationID]()
	if err := a.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
			VALUES ($1, 0, 'provider', 'Zonnehof', '', '', '', '', '', '', '', '', '')`, owner)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	service, err := a.Directory.Save(ctx, access.Job("test"), directory.Service{Organization: owner, Name: "Kort verblijf", Discipline: "vvt", Kind: "elv-laag",
		Description: "Kort verblijf.", TargetGroups: []string{"iedereen"}, Access: directory.Referral, Costs: []directory.Cost{directory.BasicInsured},
		Languages: []string{"nl"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.OnSite}, ServedAreas: []network.AreaCode{"GM0363"}, Hours: "24/7",
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 123 45 67"}}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	offer, err := a.Capacity.SaveOffer(ctx, access.Job("test"), capacity.Offer{Service: service.ID, Kind: "elv-laag", Total: 6})
	if err != nil {
		t.Fatal(err)
	}
	file := "offer;available\n" + string(offer.ID) + ";4\n"
	for _, want := range []string{"capacity: 1 changed, 0 the same", "capacity: 0 changed, 1 the same"} {
		if got, err := a.ImportCapacity(ctx, strings.NewReader(file), string(owner)); err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	if is, err := a.Capacity.Offer(ctx, offer.ID); err != nil || is.Figure.Available != 4 || is.Figure.Source != capacity.BySystem {
		t.Errorf("%+v, %v", is.Figure, err)
	}
	for name, c := range map[string]struct{ file, owner string }{
		"above the total":  {"offer;available\n" + string(offer.ID) + ";7\n", string(owner)},
		"somebody else's":  {file, id.New[string]()},
		"no organisation":  {file, "Zonnehof"},
		"no file of these": {"wijkcode,inwoners\n", string(owner)},
	} {
		if _, err := a.ImportCapacity(ctx, strings.NewReader(c.file), c.owner); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
