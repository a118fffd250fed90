package code

import (
	"embed"
	"encoding/csv"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed data
var builtin embed.FS

const (
	systemsFile  = "systems.csv"
	profilesFile = "profiles.json"
	own          = "own:" // before the name of a system of our own, whose address depends on profiles.json
)

// Set is everything that is known here: spellings of systems, tables and profiles. It never changes.
type Set struct {
	systems  map[string]string // spelling → as we write it
	tables   map[string]*Table // by system
	profiles profiles
}

// Builtin is the set that comes with the program.
var Builtin = sync.OnceValue(func() *Set {
	s, err := Load(nil)
	if err != nil {
		panic(err) // a test reads the same files
	}
	return s
})

// Load reads the built-in files, with those of folder in the place of the files of the same name and its
// other tables beside them; folder may be nil. Of two tables of one system the one in folder counts.
func Load(folder fs.FS) (*Set, error) {
	base, err := fs.Sub(builtin, "data")
	if err != nil {
		return nil, err
	}
	s := &Set{systems: map[string]string{}, tables: map[string]*Table{}}
	for _, from := range []fs.FS{base, folder} {
		if from == nil {
			continue
		}
		if err := s.read(from); err != nil {
			return nil, err
		}
	}
	for system, t := range s.tables {
		if kind, ok := strings.CutPrefix(system, own); ok {
			delete(s.tables, system)
			t.System = s.profiles.Own + "/" + kind
			s.tables[t.System] = t
		}
		s.systems[t.System] = t.System
	}
	return s, nil
}

func (s *Set) read(from fs.FS) error {
	entries, err := fs.ReadDir(from, ".")
	if err != nil {
		return err
	}
	here := map[string]string{} // file by system
	for _, e := range entries {
		data, err := fs.ReadFile(from, e.Name())
		switch {
		case err != nil:
			return err
		case e.Name() == systemsFile:
			err = s.readSystems(data)
		case e.Name() == profilesFile:
			s.profiles, err = readProfiles(data)
		case path.Ext(e.Name()) == ".csv":
			var t *Table
			if t, err = ReadTable(e.Name(), strings.NewReader(string(data))); err == nil {
				if other, twice := here[t.System]; twice {
					return bad(e.Name(), 1, "dit systeem staat ook in "+other, "this system is in "+other+" too")
				}
				here[t.System], s.tables[t.System] = e.Name(), t
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Set) readSystems(data []byte) error {
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil || len(rows) == 0 || strings.Join(rows[0], ",") != "uri,also" {
		return bad(systemsFile, 1, "verwacht zijn de kolommen uri,also", "expected the columns uri,also")
	}
	for _, row := range rows[1:] {
		s.systems[row[0]] = row[0]
		if row[1] != "" {
			s.systems[row[1]] = row[0]
		}
	}
	return nil
}

// System gives a system as we write it, whichever of its spellings it came in; an unknown one as it is.
func (s *Set) System(spelling string) string {
	if system, ok := s.systems[spelling]; ok {
		return system
	}
	return spelling
}

// Table finds the table of a system, in any spelling.
func (s *Set) Table(system string) (*Table, bool) {
	t, ok := s.tables[s.System(system)]
	return t, ok
}

// Tables gives all tables, by system.
func (s *Set) Tables() []*Table {
	return slices.SortedFunc(maps.Values(s.tables), func(a, b *Table) int { return strings.Compare(a.System, b.System) })
}

// Lookup finds a code of a system.
func (s *Set) Lookup(system, code string) (Code, bool) {
	t, ok := s.Table(system)
	if !ok {
		return Code{}, false
	}
	return t.Lookup(code)
}

// Check refuses a code that its table does not have; a system without a table is not judged.
func (s *Set) Check(field, system, code string) error {
	if t, ok := s.Table(system); ok {
		return t.Check(field, code)
	}
	return nil
}
