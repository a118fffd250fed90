package hsds

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The specification's version, and what the package says of itself.
const (
	specification = "3.1.0"
	descriptorIs  = "datapackage.json"
)

// files writes the tables of a package side by side. The first error stays; [files.close] gives it.
type files struct {
	folder string
	open   map[string]*file
	err    error
}

type file struct {
	table
	disk  *os.File
	out   *bufio.Writer
	csv   *csv.Writer
	sum   hash.Hash
	rows  int
	bytes int64
	seen  map[string]bool // ids that were written already, where several things share one
}

// Write counts the bytes that went to the file.
func (f *file) Write(p []byte) (int, error) {
	n, err := f.out.Write(p)
	f.bytes += int64(n)
	_, _ = f.sum.Write(p[:n])
	return n, err
}

func create(folder string) (*files, error) {
	w := &files{folder: folder, open: map[string]*file{}}
	for _, t := range tables {
		disk, err := os.Create(filepath.Join(folder, t.name+".csv"))
		if err != nil {
			return nil, errors.Join(err, w.drop())
		}
		f := &file{table: t, disk: disk, out: bufio.NewWriterSize(disk, 1<<16), sum: sha256.New(), seen: map[string]bool{}}
		f.csv = csv.NewWriter(f)
		w.open[t.name] = f
		names := make([]string, len(t.fields))
		for i, c := range t.fields {
			names[i] = c.name
		}
		w.fail(f.csv.Write(names))
	}
	return w, nil
}

func (w *files) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// put adds a row; values stand in the order of the table's fields.
func (w *files) put(name string, values ...string) {
	f := w.open[name]
	if len(values) != len(f.fields) {
		w.fail(fmt.Errorf("%s: %d values for %d fields", name, len(values), len(f.fields)))
		return
	}
	f.rows++
	w.fail(f.csv.Write(values))
}

// once adds a row unless one with its id stands there already.
func (w *files) once(name string, values ...string) bool {
	f := w.open[name]
	if f.seen[values[0]] {
		return false
	}
	f.seen[values[0]] = true
	w.put(name, values...)
	return true
}

// close finishes the files and writes the descriptor.
func (w *files) close(at time.Time) (rows map[string]int, err error) {
	d := descriptor{Name: "eerstelijn", Title: "Zorg en hulp in de buurt", Profile: "tabular-data-package", Version: specification, Created: at.UTC().Format(time.RFC3339)}
	rows = map[string]int{}
	for _, t := range tables {
		f := w.open[t.name]
		f.csv.Flush()
		w.fail(errors.Join(f.csv.Error(), f.out.Flush(), f.disk.Sync()))
		d.Resources = append(d.Resources, t.resource(f.rows, f.bytes, hex.EncodeToString(f.sum.Sum(nil))))
		rows[t.name] = f.rows
	}
	if err := errors.Join(w.err, w.drop()); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, err
	}
	return rows, os.WriteFile(filepath.Join(w.folder, descriptorIs), append(text, '\n'), 0o644) // #nosec G306 -- public, as the tables are
}

// drop closes what is open.
func (w *files) drop() error {
	var problems []error
	for _, f := range w.open {
		problems = append(problems, f.disk.Close())
	}
	w.open = nil
	return errors.Join(problems...)
}

// replace puts a finished folder in the place of the one before it: a reader sees the old files or the
// new ones. Only a folder that holds such a package is replaced.
func replace(made, folder string) error {
	old := made + ".old"
	switch names, err := os.ReadDir(folder); {
	case errors.Is(err, os.ErrNotExist):
		return os.Rename(made, folder)
	case err != nil:
		return err
	case len(names) > 0 && !slices.ContainsFunc(names, func(n os.DirEntry) bool { return n.Name() == descriptorIs }):
		return errOther
	}
	if err := os.Rename(folder, old); err != nil {
		return err
	}
	if err := os.Rename(made, folder); err != nil {
		return errors.Join(err, os.Rename(old, folder))
	}
	return os.RemoveAll(old)
}

var _ io.Writer = (*file)(nil)
