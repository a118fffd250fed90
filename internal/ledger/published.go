package ledger

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"

	"eerstelijn/internal/fault"
)

// ToFile publishes seals as lines of JSON at the end of a file. What the file already has is read from
// the file itself, so that one that was put back from a copy is filled up again; each time only what
// came since is read.
func ToFile(name string) Publisher { return &fileTarget{name: name} }

type fileTarget struct {
	name string

	mu     sync.Mutex
	info   fs.FileInfo // of the file that the rest is about
	read   int64       // its whole lines so far, in bytes
	last   Seal        // the last one in these
	broken bool        // after these half a line stands: a crash while it was written
	open   bool        // after these a line stands that lacks only its end
}

func (f *fileTarget) Published(context.Context) (Tip, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	in, err := os.Open(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		f.forget()
		return Tip{}, nil
	}
	if err != nil {
		return Tip{}, err
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return Tip{}, err
	}
	if f.info == nil || !os.SameFile(f.info, info) || info.Size() < f.read {
		f.forget() // another file, or one that was put back
	}
	f.info = info
	if _, err := in.Seek(f.read, io.SeekStart); err != nil {
		return Tip{}, err
	}
	whole, rest, err := eachLine(in, f.add)
	if err != nil {
		f.forget()
		return Tip{}, err
	}
	f.read += whole
	_, half := parseSeal(rest)
	f.open, f.broken = half == nil, half != nil && len(rest) > 0
	if !f.open {
		return f.last.Tip(), nil
	}
	last := f.last // that line may grow or go before it is read again
	defer func() { f.last = last }()
	if err := f.add(rest); err != nil {
		return Tip{}, err
	}
	return f.last.Tip(), nil
}

func (f *fileTarget) forget() {
	f.info, f.read, f.last, f.broken, f.open = nil, 0, Seal{}, false, false
}

// add takes in a line. One that stands there again is skipped: publishing is at least once.
func (f *fileTarget) add(line []byte) error {
	if len(bytes.TrimSpace(line)) == 0 {
		return nil
	}
	s, err := parseSeal(line)
	switch n := f.last.Number; {
	case err != nil:
		return err
	case n == 0 || s.Number == n+1 && s.Former == f.last.Hash():
		f.last = s
	case s.Number > n || s.Number == n && s.Hash() != f.last.Hash():
		return fault.New(fault.Conflict, "De zegels in dit bestand volgen elkaar niet op.", fmt.Sprintf("%s: seal %d does not follow seal %d", f.name, s.Number, n))
	}
	return nil
}

func (f *fileTarget) Publish(_ context.Context, seals []Seal) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	out, err := os.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644) // #nosec G302 -- public: it proves, and tells nothing
	if err != nil {
		return err
	}
	body := lines(seals)
	if f.broken {
		err = out.Truncate(f.read) // the seal of that line comes again now
	} else if f.open {
		body = slices.Concat([]byte("\n"), body)
	}
	if err == nil {
		_, err = out.Write(body)
	}
	return errors.Join(err, out.Sync(), out.Close())
}

func lines(seals []Seal) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, s := range seals {
		_ = enc.Encode(s) // bytes and numbers: cannot fail
	}
	return b.Bytes()
}

// ReadSeals reads published seals: lines of JSON, each seal after the one before it. A line that
// stands there again is skipped, because publishing is at least once; one that differs is a Conflict.
// Half a line at the end is what a crash leaves, and says nothing.
func ReadSeals(r io.Reader) (seals []Seal, err error) {
	line := 0
	add := func(text []byte) error {
		line++
		if len(bytes.TrimSpace(text)) == 0 {
			return nil
		}
		s, err := parseSeal(text)
		if err != nil {
			return fault.InvalidField("--roots", "Dit bestand bevat geen zegels.", fmt.Sprintf("line %d is not a published seal", line)).Because(err)
		}
		n := len(seals)
		switch {
		case n == 0 || s.Number == seals[n-1].Number+1:
			seals = append(seals, s)
		case s.Number > seals[n-1].Number:
			return fault.InvalidField("--roots", "In dit bestand ontbreekt een zegel.", fmt.Sprintf("line %d: seal %d follows seal %d", line, s.Number, seals[n-1].Number))
		case s.Number < seals[0].Number || seals[s.Number-seals[0].Number].Hash() != s.Hash():
			return fault.New(fault.Conflict, "Dit bestand noemt een zegel tweemaal, verschillend.", fmt.Sprintf("line %d: seal %d was published before, and differs", line, s.Number))
		}
		return nil
	}
	_, rest, err := eachLine(r, add)
	if err == nil {
		if _, bad := parseSeal(rest); bad == nil || line == 0 {
			err = add(rest)
		}
	}
	if err != nil {
		return nil, err
	}
	return seals, nil
}

// maxLine bounds a line: many times a seal.
const maxLine = 64 << 10

// eachLine gives every line that has an end, the bytes of all of these, and what stands after them.
func eachLine(r io.Reader, do func(line []byte) error) (whole int64, rest []byte, err error) {
	in := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			return whole, slices.Clone(line), nil
		case errors.Is(err, bufio.ErrBufferFull):
			return whole, nil, fault.InvalidField("--roots", "Dit bestand bevat geen zegels.", "a line is far longer than a seal")
		case err != nil:
			return whole, nil, err
		}
		if err := do(line); err != nil {
			return whole, nil, err
		}
		whole += int64(len(line))
	}
}

func parseSeal(line []byte) (s Seal, err error) {
	if err = json.Unmarshal(line, &s); err == nil && s.Number < 1 {
		err = errors.New("it has no number")
	}
	return s, err
}
