package bulk

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"eerstelijn/internal/fault"
)

// manifestFile is the manifest's name in a folder; a web server maps the operation's address to it.
const manifestFile = "manifest.json"

// keepFor is how long files of before stay in a folder: whoever read the manifest then still fetches them.
const keepFor = 24 * time.Hour

// Write writes the files of the newest version into a folder that is offered at address, with the
// manifest last: a reader always finds a manifest of which all files are there. Files that are there
// already are not written again. It gives the names of the files that are new. Invalid: the folder cannot
// be made.
func (p *Publisher) Write(ctx context.Context, folder, address string) (written []string, err error) {
	defer fault.Wrap(&err, "bulk.Write")
	if err := os.MkdirAll(folder, 0o755); err != nil { // #nosec G301 -- everything in it is public
		return nil, fault.InvalidField("folder", "De map kan niet worden gemaakt.", "cannot make "+folder).Because(err)
	}
	m, err := p.manifest(ctx, address)
	if err != nil {
		return nil, err
	}
	m.Request = address + "/" + manifestFile
	keep := map[string]bool{}
	for _, o := range m.files {
		keep[o.name] = true
		if _, err := os.Stat(filepath.Join(folder, o.name)); err == nil {
			continue
		}
		err := whole(folder, o.name, func(f *os.File) error {
			if o.spool == nil {
				return p.write(ctx, f, o.resourceType, m.seq, func() {})
			}
			_, err := io.Copy(f, o.spool.reader())
			return err
		})
		if err != nil {
			return written, err
		}
		written = append(written, o.name)
	}
	text, err := m.json()
	if err != nil {
		return written, err
	}
	if err := whole(folder, manifestFile, func(f *os.File) error { _, err := f.Write(append(text, '\n')); return err }); err != nil {
		return written, err
	}
	return written, p.sweep(folder, keep, m.TransactionTime)
}

// whole writes a file that is there as a whole or not at all, also when the power fails.
func whole(folder, file string, write func(*os.File) error) (err error) {
	f, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := errors.Join(write(f), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(folder, file))
}

// sweep removes files of before that are no longer needed, and nothing that is not one.
func (p *Publisher) sweep(folder string, keep map[string]bool, at time.Time) error {
	all, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range all {
		_, _, ours := named(f.Name())
		_, moving := p.moving(f.Name())
		if !ours && !moving || keep[f.Name()] {
			continue
		}
		if info, err := f.Info(); err == nil && at.Sub(info.ModTime()) > keepFor {
			if err := os.Remove(filepath.Join(folder, f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
