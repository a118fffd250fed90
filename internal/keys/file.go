package keys

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"eerstelijn/internal/fault"
)

// File is a provider whose keys stand in a file that only its owner may read. The newest key stands
// first. Several nodes may share one file: each learns of a change by [File.Reload].
type File struct {
	name string
	held atomic.Pointer[content]
}

// maxFile bounds what is read: far more keys than anybody keeps.
const maxFile = 1 << 20

// Spread is how long a new key waits before it is used, so that every node has read the file by then:
// a value that one node sealed must open on all others. Nodes read it at least twice in that time.
const Spread = 2 * time.Minute

// Info is what may be told of a key.
type Info struct {
	ID      string
	Made    time.Time
	From    time.Time // when it is, or was, first used
	Current bool
	Waits   bool // it is not used yet
}

// OpenFile reads a key file. One that others may read is Invalid: its secrets are no longer secret.
func OpenFile(name string) (*File, error) {
	f := &File{name: name}
	return f, f.Reload()
}

// Name is where the file stands.
func (f *File) Name() string { return f.name }

// CreateFile makes a key file with one new key; it must not exist yet.
func CreateFile(name string, now time.Time) (*File, error) {
	f := &File{name: name}
	c := content{keys: []fileKey{newFileKey(now)}}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fault.New(fault.Conflict, "Dit bestand bestaat al.", "the file "+name+" exists already; a key file is never overwritten")
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "Het sleutelbestand kan niet worden gemaakt.", "cannot make the key file").Because(err)
	}
	_, err = out.Write(encodeFile(c))
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return nil, fault.New(fault.Unavailable, "Het sleutelbestand kan niet worden gemaakt.", "cannot make the key file").Because(err)
	}
	f.held.Store(&c)
	return f, nil
}

// Reload reads the file again, so that a running node learns of a rotation. When that fails the keys
// of before stay in use.
func (f *File) Reload() error {
	c, err := f.read()
	if err != nil {
		return err
	}
	f.held.Store(&c)
	return nil
}

func (f *File) read() (c content, err error) {
	in, err := os.Open(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return c, fault.InvalidField("--keys", "Dit sleutelbestand is er niet.", "there is no key file "+f.name)
	}
	if err != nil {
		return c, fault.New(fault.Unavailable, "Het sleutelbestand kan niet worden gelezen.", "cannot read the key file").Because(err)
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat() // of what was opened: the name may point elsewhere by now
	if err != nil {
		return c, fault.New(fault.Unavailable, "Het sleutelbestand kan niet worden gelezen.", "cannot read the key file").Because(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return c, fault.InvalidField("--keys", "Anderen mogen het sleutelbestand lezen. Maak het alleen van de eigenaar (chmod 600).",
			"others may read the key file: chmod 600 "+f.name)
	}
	body, err := io.ReadAll(io.LimitReader(in, maxFile))
	if err != nil {
		return c, fault.New(fault.Unavailable, "Het sleutelbestand kan niet worden gelezen.", "cannot read the key file").Because(err)
	}
	if c, err = parseFile(body); err != nil {
		return c, fault.InvalidField("--keys", "Dit is geen sleutelbestand.", f.name+" is not a key file: "+err.Error())
	}
	return c, nil
}

// Rotate makes a new key and uses it at once: for a program that is the only one to use the file. What
// the older ones sealed can still be opened.
func (f *File) Rotate(now time.Time) (id string, err error) { return f.RotateFrom(now, time.Time{}) }

// RotateFrom makes a new key that is used from a moment on; see [Spread].
func (f *File) RotateFrom(now, from time.Time) (id string, err error) {
	err = f.change(func(c content) (content, error) {
		k := newFileKey(now)
		if !from.IsZero() {
			k.From = from.UTC().Truncate(time.Second)
		}
		id = k.ID
		c.keys = slices.Insert(c.keys, 0, k)
		return c, nil
	})
	return id, err
}

// Retire takes away an old key for good: what was sealed with it alone is lost. The public half of what
// it signed with stays, so that its signatures can be told from those of a stranger.
func (f *File) Retire(id string) error {
	return f.change(func(c content) (content, error) {
		i := slices.IndexFunc(c.keys, func(k fileKey) bool { return k.ID == id })
		switch {
		case i < 0:
			return c, fault.Missing("Deze sleutel is er niet.", "there is no such key")
		case i <= current(c.keys):
			return c, fault.InvalidField("id", "Deze sleutel wordt gebruikt. Maak eerst een nieuwe en wacht tot die geldt.",
				"this key is in use: rotate first, and wait until the new one counts")
		}
		left, err := c.keys[i].retire()
		if err != nil {
			return c, err
		}
		c.keys, c.retired = slices.Delete(c.keys, i, i+1), slices.Insert(c.retired, 0, left)
		return c, nil
	})
}

// change reads the file, changes the keys and replaces it as a whole: a crash leaves the old one or
// the new one. A file beside it keeps two programs from changing it at once, which would lose a key
// and all that was sealed with it.
func (f *File) change(by func(content) (content, error)) error {
	cannot := fault.New(fault.Unavailable, "Het sleutelbestand kan niet worden geschreven.", "cannot write the key file")
	lock := f.name + ".lock"
	held, err := os.OpenFile(lock, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "Iemand wijzigt de sleutels nu al. Probeer het zo opnieuw.",
			"somebody changes the keys right now; if a program died while it did, remove "+lock)
	}
	if err != nil {
		return cannot.Because(err)
	}
	_ = held.Close()
	defer func() { _ = os.Remove(lock) }()

	c, err := f.read()
	if err != nil {
		return err
	}
	if c, err = by(c); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(f.name), ".keys-*") // made readable to its owner alone
	if err != nil {
		return cannot.Because(err)
	}
	_, err = tmp.Write(encodeFile(c))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), f.name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return cannot.Because(err)
	}
	f.held.Store(&c)
	return nil
}

// current is the place of the newest key whose time has come. The oldest is always there to be used.
func current(keys []fileKey) int {
	now := time.Now()
	for i, k := range keys {
		if !k.From.After(now) {
			return i
		}
	}
	return len(keys) - 1
}

// Keys tells which keys there are, newest first.
func (f *File) Keys() []Info {
	keys := f.held.Load().keys
	used := current(keys)
	all := make([]Info, len(keys))
	for i, k := range keys {
		all[i] = Info{ID: k.ID, Made: k.Made, From: k.From, Current: i == used, Waits: i < used}
		if k.From.IsZero() {
			all[i].From = k.Made
		}
	}
	return all
}

// Current implements [Provider].
func (f *File) Current() string {
	keys := f.held.Load().keys
	return keys[current(keys)].ID
}

// IDs implements [Provider]: the current key, the older ones, and one that waits.
func (f *File) IDs() []string {
	keys := f.held.Load().keys
	used := current(keys)
	var ids []string
	for _, k := range slices.Concat(keys[used:], keys[:used]) {
		ids = append(ids, k.ID)
	}
	return ids
}

// Retired implements [Provider].
func (f *File) Retired(p Purpose, id string) (ed25519.PublicKey, bool) {
	for _, k := range f.held.Load().retired {
		if k.ID == id && len(k.Public[p]) > 0 {
			return k.Public[p], true
		}
	}
	return nil, false
}

// Derive implements [Provider].
func (f *File) Derive(id, label string) ([]byte, error) {
	for _, k := range f.held.Load().keys {
		if k.ID == id {
			return derive(k.Secret, label)
		}
	}
	return nil, fault.Missing("Deze sleutel is er niet.", "key "+id+" is not in the file")
}

// Wrap implements [Provider].
func (f *File) Wrap(_ context.Context, dataKey []byte) (id string, wrapped []byte, err error) {
	id = f.Current()
	key, err := f.Derive(id, "wrap")
	if err != nil {
		return "", nil, err
	}
	box, err := boxOf(key)
	if err != nil {
		return "", nil, err
	}
	return id, box.Seal(nil, nil, dataKey, []byte(id)), nil // #nosec G407 -- the box makes a random nonce itself, see boxOf
}

// Unwrap implements [Provider].
func (f *File) Unwrap(_ context.Context, id string, wrapped []byte) ([]byte, error) {
	key, err := f.Derive(id, "wrap")
	if err != nil {
		return nil, err
	}
	box, err := boxOf(key)
	if err != nil {
		return nil, err
	}
	dataKey, err := box.Open(nil, nil, wrapped, []byte(id))
	if err != nil {
		return nil, errors.New("keys: the wrapped key was altered")
	}
	return dataKey, nil
}
