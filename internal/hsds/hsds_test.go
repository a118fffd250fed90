package hsds_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hsds"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var (
	monday   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	operator = access.Job("test")
	practice = id.From[network.OrganizationID]("test", "practice")
)

// house is a directory with one practice, and what writes it to files.
type house struct {
	hsds.Exporter
	services map[string]directory.Service
}

// run runs a test on each database.
func run(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	for name, database := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, build(t, database(t, clock.Fixed(monday))))
		})
	}
}

// build fills a house: one service that everybody sees, at two locations of which another one shares the
// first, a draft, and one that is hidden.
func build(t *testing.T, db *store.DB) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	h := &house{Exporter: hsds.Exporter{Network: network.New(spine), Directory: directory.New(spine), Now: clock.Fixed(monday)}, services: map[string]directory.Service{}}
	h.Capacity = capacity.New(spine, h.Network, h.Directory)
	if _, err := h.Network.SaveOrganization(t.Context(), operator, network.Organization{ID: practice, Kind: network.Provider, Name: "De Brug", Discipline: "huisartsenzorg", AGB: "01012345"}); err != nil {
		t.Fatal(err)
	}
	shared := directory.Location{ID: id.From[directory.LocationID]("test", "brug"), Name: "Gebouw; \"De Brug\"", Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: "WK036304"}
	other := directory.Location{ID: id.From[directory.LocationID]("test", "vijzel"), Street: "Vijzel 2", Postcode: "1234 AC", City: "Brugdam", Point: geo.Point{Lat: 52.1, Lon: 5.13}, Area: "WK036304"}
	for name, s := range map[string]directory.Service{
		"Praktijk":    {State: directory.Shown, Locations: []directory.Location{shared, other}},
		"Avond":       {State: directory.Shown, Locations: []directory.Location{shared}},
		"Nog geheim":  {State: directory.Draft, Locations: []directory.Location{shared}},
		"Niet meer":   {State: directory.Shown, Locations: []directory.Location{other}},
		"Zonder plek": {State: directory.Shown, ServedAreas: []network.AreaCode{"GM0363"}, Modes: []directory.Mode{directory.HomeVisit}},
	} {
		s.Organization, s.Name, s.Discipline, s.Kind, s.Access = practice, name, "huisartsenzorg", "huisartspraktijk", directory.Direct
		s.Hours, s.Languages, s.Costs, s.TargetGroups = "Mo-Fr 08:00-17:00", []string{"nl", "en"}, []directory.Cost{directory.BasicInsured}, []string{"iedereen"}
		s.Contacts = []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 1234567"}, {Audience: directory.ForProfessional, Function: "Overleglijn", Phone: "0800 7654321"}}
		if s, err = h.Directory.Save(t.Context(), operator, s, 0); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		h.services[name] = s
	}
	gone := h.services["Niet meer"]
	gone.State = directory.Hidden
	if _, err := h.Directory.Save(t.Context(), operator, gone, gone.Version); err != nil {
		t.Fatal(err)
	}
	return h
}

// written reads a package back: its descriptor, and each table as rows by column.
func written(t *testing.T, folder string) (d map[string]any, tables map[string][]map[string]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "datapackage.json"))
	if err != nil || json.Unmarshal(text, &d) != nil {
		t.Fatalf("no descriptor: %v %s", err, text)
	}
	tables = map[string][]map[string]string{}
	for _, r := range d["resources"].([]any) {
		r := r.(map[string]any)
		body, err := os.ReadFile(filepath.Join(folder, r["path"].(string)))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(body); r["hash"] != "sha256:"+hex.EncodeToString(sum[:]) || r["bytes"] != float64(len(body)) {
			t.Errorf("%s is not what the descriptor says: %v", r["path"], r)
		}
		lines, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
		if err != nil || r["rows"] != float64(len(lines)-1) {
			t.Fatalf("%s: %v, %d lines, %v said", r["path"], err, len(lines), r["rows"])
		}
		fields := r["schema"].(map[string]any)["fields"].([]any)
		for _, line := range lines[1:] {
			row := map[string]string{}
			for i, f := range fields {
				f := f.(map[string]any)
				if row[lines[0][i]] = line[i]; f["name"] != lines[0][i] || f["constraints"] != nil && line[i] == "" {
					t.Errorf("%s: column %d is %s, which must not be empty: %v", r["path"], i, lines[0][i], line)
				}
			}
			tables[r["name"].(string)] = append(tables[r["name"].(string)], row)
		}
	}
	return d, tables
}

// TestThePackageIsWholeAndPublic exports the directory: every reference leads to a row, each id stands
// once in its table, and nothing is in it that a visitor would not see.
func TestThePackageIsWholeAndPublic(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		folder := filepath.Join(t.TempDir(), "open")
		rows, err := h.Write(t.Context(), folder)
		if err != nil {
			t.Fatal(err)
		}
		_, tables := written(t, folder)
		ids := map[string]map[string]bool{}
		for name, list := range tables {
			ids[name] = map[string]bool{}
			for _, row := range list {
				if ids[name][row["id"]] {
					t.Errorf("%s: %s stands there twice", name, row["id"])
				}
				ids[name][row["id"]] = true
			}
			if rows[name] != len(list) {
				t.Errorf("%s: %d rows, %d said", name, len(list), rows[name])
			}
		}
		for name, list := range tables {
			for _, row := range list {
				for column, value := range row {
					to, refers := strings.CutSuffix(column, "_id")
					if column == "link_id" {
						to, refers = row["link_entity"], true
					}
					if refers && value != "" && !ids[to][value] {
						t.Errorf("%s.%s leads to no %s: %v", name, column, to, row)
					}
				}
			}
		}
		var names []string
		for _, s := range tables["service"] {
			names = append(names, s["name"])
		}
		slices.Sort(names)
		if want := []string{"Avond", "Praktijk", "Zonder plek"}; !slices.Equal(names, want) {
			t.Errorf("services %v, want %v", names, want)
		}
		if n := len(tables["location"]); n != 2 || len(tables["service_at_location"]) != 3 || len(tables["phone"]) != 3 {
			t.Errorf("%d locations, %d services at one, %d numbers; want 2, 3 and 3", n, len(tables["service_at_location"]), len(tables["phone"]))
		}
		for _, p := range tables["phone"] {
			if p["number"] != h.services["Praktijk"].Contacts[0].Phone {
				t.Errorf("a number that is for professionals alone: %v", p)
			}
		}
		if i := tables["organization_identifier"]; len(i) != 1 || i[0]["identifier"] != "01012345" || i[0]["identifier_type"] != "AGB" {
			t.Errorf("identifiers %v", i)
		}
	})
}

// TestAFolderIsReplacedAsAWhole writes over a package of before, and refuses a folder with other files
// in it, which stays as it was.
func TestAFolderIsReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	h := build(t, storetest.SQLite(t, clock.Fixed(monday)))
	home := t.TempDir()
	folder := filepath.Join(home, "open")
	if _, err := h.Write(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	s := h.services["Avond"]
	s.Name = "Avond en nacht"
	if _, err := h.Directory.Save(t.Context(), operator, s, s.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Write(t.Context(), folder+"/"); err != nil {
		t.Fatal(err)
	}
	_, tables := written(t, folder)
	if !slices.ContainsFunc(tables["service"], func(row map[string]string) bool { return row["name"] == s.Name }) {
		t.Error("the second export changed nothing")
	}
	other := filepath.Join(home, "photos")
	if err := errorsOf(os.Mkdir(other, 0o755), os.WriteFile(filepath.Join(other, "mother.jpg"), []byte("x"), 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Write(t.Context(), other); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a folder with other files: %v", err)
	}
	if _, err := os.Stat(filepath.Join(other, "mother.jpg")); err != nil {
		t.Error(err)
	}
	if _, err := h.Write(t.Context(), filepath.Join(home, "not", "there")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a folder in no folder: %v", err)
	}
	left, err := os.ReadDir(home)
	if err != nil || len(left) != 2 {
		t.Errorf("%v %v: something was left behind", left, err)
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
